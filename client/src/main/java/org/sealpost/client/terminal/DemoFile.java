package org.sealpost.client.terminal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.sealpost.client.attachments.AttachmentSource;
import org.sealpost.client.content.AttachmentPointer;
import org.sealpost.client.media.AttachmentGone;
import org.sealpost.client.media.FileDescription;
import org.sealpost.client.media.Progress;
import org.sealpost.client.media.UploadOutcome;
import org.sealpost.client.messages.Incoming;
import org.sealpost.client.messages.SendOutcome;
import org.sealpost.protocol.Bytes;

/// The part of the play with a file: it goes up, over and down, what the server has of it is looked
/// at, and nobody gets it any more when its owner has left.
final class DemoFile {
  private static final int LINES = 80_000;
  private static final String NAME = "log-of-the-sea-post.txt";
  private static final Duration GONE_LIMIT = Duration.ofSeconds(20);

  private final Screen screen;
  private final Consumer<String> tell;
  private final Holdings holdings;
  private final Path folder;
  private final Bytes content = content();

  /// @param folder where Bob keeps what he fetches
  DemoFile(Screen screen, Consumer<String> tell, Holdings holdings, Path folder) {
    this.screen = screen;
    this.tell = tell;
    this.holdings = holdings;
    this.folder = folder;
  }

  private static Bytes content() {
    StringBuilder text = new StringBuilder();
    for (int line = 1; line <= LINES; line++) {
      text.append("Day ").append(line).append(": the Sea Post sails, wind from the west.\n");
    }
    return Bytes.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  AttachmentPointer send(DemoPerson alice, DemoPerson bob, String text)
      throws IOException, InterruptedException {
    long began = System.nanoTime();
    UploadOutcome outcome =
        alice
            .client()
            .attachments()
            .upload(
                AttachmentSource.of(content),
                new FileDescription("text/plain", NAME),
                (at, total) -> screen.progress("uploading, " + Screen.size(at)));
    if (!(outcome instanceof UploadOutcome.Uploaded(var pointer))) {
      throw new CannotGoOn("Alice could not upload a file: " + outcome);
    }
    tell.accept(
        "%s sends %s, %s, SHA-256 %s..."
            .formatted(
                screen.name("Alice "), NAME, Screen.size(content.size()), hex(sha256(content))));
    tell.accept(screen.dim("       encrypted on her device and uploaded in " + since(began)));
    SendOutcome.Sent _ = alice.send(bob, text, List.of(pointer));
    Incoming.Text received = bob.await(Incoming.Text.class);
    check(received.attachments().size() == 1, "Bob's message came without its file");
    began = System.nanoTime();
    Path file = folder.resolve("from-alice");
    bob.client().attachments().download(received.attachments().getFirst(), file, Progress.NONE);
    Bytes got = Bytes.wrap(Files.readAllBytes(file));
    Files.delete(file);
    check(got.equals(content), "Bob opened another file than Alice sent");
    tell.accept(
        "%s fetched it without saying who he is, checked and opened it in %s: SHA-256 %s..."
            .formatted(screen.name("Bob   "), since(began), hex(sha256(got))));
    lookAtTheServer();
    return pointer;
  }

  private void lookAtTheServer() throws IOException {
    List<Path> objects = holdings.media();
    check(objects.size() == 1, "the server holds " + objects.size() + " files, not one");
    Bytes held = Bytes.wrap(Files.readAllBytes(objects.getFirst()));
    long compressed = Holdings.compressedPercent(List.of(held));
    check(compressed >= 99, "what the server holds of the file can be compressed");
    check(
        holdings.countTexts(List.of("the Sea Post sails", NAME)) == 0,
        "the file or its name can be read in the server's files");
    tell.accept(
        "the server holds %s of it, rounded up to one of a few sizes, under a random name"
            .formatted(Screen.size(held.size())));
    tell.accept("begins " + screen.dim(Holdings.hex(held)));
    tell.accept(
        "a compressor gets it to %d %% of its size, the file itself to %d %%; the key went with the message, encrypted"
            .formatted(compressed, Holdings.compressedPercent(List.of(content))));
  }

  /// After Alice's account is deleted.
  void awaitGone(DemoPerson bob, AttachmentPointer pointer)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + GONE_LIMIT.toNanos();
    Path file = folder.resolve("again");
    while (true) {
      try {
        bob.client().attachments().download(pointer, file, Progress.NONE);
        Files.delete(file);
      } catch (AttachmentGone e) {
        return;
      }
      check(System.nanoTime() < end, "the server still gives the file of a deleted account");
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private static Bytes sha256(Bytes bytes) {
    try {
      return Bytes.wrap(MessageDigest.getInstance("SHA-256").digest(bytes.unsafeArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is not available", e);
    }
  }

  private static String hex(Bytes digest) {
    return HexFormat.of().formatHex(digest.unsafeArray(), 0, 8);
  }

  private static String since(long began) {
    return Screen.time(Duration.ofNanos(System.nanoTime() - began));
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new CannotGoOn(otherwise);
    }
  }
}
