package org.sealpost.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.whispersystems.signalservice.api.NetworkResultUtil.toBasicLegacy;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.signal.core.util.Hex;
import org.signal.libsignal.zkgroup.profiles.ProfileKey;
import org.whispersystems.signalservice.api.SignalServiceMessageReceiver;
import org.whispersystems.signalservice.api.messages.SignalServiceAttachment;
import org.whispersystems.signalservice.api.messages.SignalServiceAttachmentPointer;
import org.whispersystems.signalservice.api.messages.SignalServiceAttachmentStream;
import org.whispersystems.signalservice.api.messages.SignalServiceDataMessage;
import org.whispersystems.signalservice.api.messages.SignalServiceStickerManifestUpload;
import org.whispersystems.signalservice.api.profiles.AvatarUploadParams;
import org.whispersystems.signalservice.api.profiles.SignalServiceProfile;
import org.whispersystems.signalservice.api.push.exceptions.NonSuccessfulResponseCodeException;
import org.whispersystems.signalservice.api.util.AttachmentPointerUtil;
import org.whispersystems.signalservice.api.util.StreamDetails;
import org.whispersystems.signalservice.internal.push.http.ResumableUploadSpec;

/// Files: those of the library that the library opens, and those that our own client and the
/// library send each other.
@ExtendWith(SealpostServer.class)
final class MediaTest {

  private static final long MAX_BYTES = 100L * 1024 * 1024;

  @TempDir Path folder;

  private final ServerProcess server;
  private final ForeignClients clients;
  private final ForeignDevice alice;
  private final ForeignDevice bob;

  MediaTest(ServerProcess server) throws IOException {
    this.server = server;
    this.clients = new ForeignClients(server);
    this.alice = clients.register();
    this.bob = clients.register();
  }

  @AfterEach
  void close() {
    clients.close();
  }

  @Test
  void filesOfSizesAtTheBordersOfBucketsArrive() throws Exception {
    for (int size : new int[] {1, 541, 542, 1020, 1021, 65_000, 300_000, 3_000_000}) {
      var content = random(size);
      alice.send(bob.address(), withFiles(upload(alice, content, spec(alice))), null);

      var pointer = onlyFile(bob.inbox().await(1).getFirst());

      assertThat(pointer.getCdnNumber()).isEqualTo(3);
      assertThat(open(bob, pointer, folder.resolve("bob" + size).toFile())).isEqualTo(content);
    }
    assertThat(clients.trace().calls(Trace.Way.AUTHENTICATED_SOCKET))
        .anyMatch(call -> call.path().equals("/v4/attachments/form/upload"));
    assertThat(calls("HEAD", "/")).isNotEmpty();
    // 300 000 bytes of content are 307 680 on the wire.
    assertThat(folder.resolve("bob300000")).hasSize(307_680);
  }

  @Test
  void anUploadThatWasCutGoesOnWhereItWas() throws Exception {
    var content = random(4_000_000);
    var spec = spec(alice);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> upload(alice, new Broken(content, 3_000_000), content.length, spec));
    clients.trace().clear();

    var pointer = upload(alice, content, spec);

    assertThat(calls("POST", "/")).isEmpty();
    assertThat(calls("PATCH", "/")).extracting(Trace.Call::status).containsExactly(204);
    assertThat(open(bob, pointer, folder.resolve("whole").toFile())).isEqualTo(content);
  }

  @Test
  void aDownloadThatWasCutGoesOnWhereItWas() throws Exception {
    var content = random(1_000_000);
    var pointer = upload(alice, content, spec(alice));
    var file = folder.resolve("part").toFile();
    assertThat(open(bob, pointer, file)).isEqualTo(content);
    var encrypted = Files.readAllBytes(file.toPath());
    Files.write(file.toPath(), Arrays.copyOf(encrypted, 400_000));
    clients.trace().clear();

    assertThat(open(bob, pointer, file)).isEqualTo(content);

    assertThat(calls("GET", "/attachments/")).extracting(Trace.Call::status).containsExactly(206);
  }

  @Test
  void whatIsNotThereIsNotFound() throws Exception {
    var spec = spec(alice);
    var pointer = upload(alice, random(10), spec);
    var missing =
        new SignalServiceAttachmentPointer(
            3,
            new org.whispersystems.signalservice.api.messages.SignalServiceAttachmentRemoteId.V4(
                "AAAAAAAAAAAAAAAAAAAA"),
            "image/png",
            pointer.getKey(),
            pointer.getSize(),
            Optional.empty(),
            0,
            0,
            pointer.getDigest(),
            Optional.empty(),
            0,
            Optional.empty(),
            false,
            false,
            false,
            Optional.empty(),
            Optional.empty(),
            0,
            null);

    assertThatExceptionOfType(NonSuccessfulResponseCodeException.class)
        .isThrownBy(() -> open(bob, missing, folder.resolve("missing").toFile()))
        .satisfies(e -> assertThat(e.code).isEqualTo(404));
  }

  @Test
  void ourClientAndTheLibraryOpenEachOthersFiles() throws Exception {
    try (var chat = new OurChat(server, folder)) {
      var theirs = random(300_000);
      alice.send(chat.address(), withFiles(upload(alice, theirs, spec(alice))), null);
      var number = chat.await(Pattern.compile("file ([0-9]+): boat.png, 293.0 KiB")).group(1);
      chat.type("/save " + number);
      var saved = Path.of(chat.await(Pattern.compile("Saved as (.+)")).group(1));
      assertThat(Files.readAllBytes(saved)).isEqualTo(theirs);
      assertThat(saved.getFileName()).hasToString("boat.png");

      // One by a grant, one so large that it goes in resumable pieces.
      chat.type("/to " + alice.person().aci());
      for (int size : new int[] {300_000, 20_000_000}) {
        var ours = random(size);
        var file = Files.write(folder.resolve("our" + size + ".bin"), ours);
        alice.inbox().catchUp();
        chat.type("/file " + file + " look at this");
        chat.await(Pattern.compile("^  sent"));
        var got =
            alice.inbox().catchUp().stream()
                .filter(one -> one.content().dataMessage != null)
                .toList();
        assertThat(got).hasSize(1);
        assertThat(got.getFirst().text()).isEqualTo("look at this");
        var pointer = onlyFile(got.getFirst());
        assertThat(pointer.getFileName()).contains("our" + size + ".bin");
        assertThat(open(alice, pointer, folder.resolve("alice" + size).toFile())).isEqualTo(ours);
      }
    }
  }

  @Test
  void picturesOfProfilesAreSeenOnBothSides() throws Exception {
    try (var chat = new OurChat(server, folder)) {
      var theirs = random(50_000);
      write(alice, theirs);
      alice.send(
          chat.address(),
          new SignalServiceDataMessage.Builder()
              .withTimestamp(ForeignDevice.now())
              .withBody("this is me")
              .withProfileKey(alice.person().secrets().profileKey().serialize())
              .build(),
          null);
      chat.await(Pattern.compile("this is me"));
      chat.type("/picture");
      var saved = Path.of(chat.await(Pattern.compile("Saved as (.+)")).group(1));
      assertThat(Files.readAllBytes(saved)).isEqualTo(theirs);

      var ours = random(70_000);
      chat.type("/picture " + Files.write(folder.resolve("me.png"), ours));
      chat.await(Pattern.compile("see that picture"));
      alice.inbox().catchUp();
      chat.type("and this is me");
      chat.await(Pattern.compile("^  sent"));
      var text =
          alice.inbox().catchUp().stream()
              .filter(one -> one.content().dataMessage != null)
              .findFirst()
              .orElseThrow();
      var key = new ProfileKey(text.content().dataMessage.profileKey.toByteArray());
      assertThat(picture(alice, chat.address(), key)).isEqualTo(ours);
    }
  }

  @Test
  void aPackOfStickersIsUploadedAndRead() throws Exception {
    var key = new byte[32];
    new Random(5).nextBytes(key);
    var stickers = List.of(random(20_000), random(30_000));
    var infos =
        stickers.stream()
            .map(one ->
                new SignalServiceStickerManifestUpload.StickerInfo(
                    new ByteArrayInputStream(one), one.length, ":)", "image/webp"))
            .toList();
    var pack =
        alice
            .sender()
            .uploadStickerManifest(
                new SignalServiceStickerManifestUpload("Boats", "Alice", null, infos), key);

    var receiver = receiver(bob);
    var id = Hex.fromStringCondensed(pack);
    assertThat(receiver.retrieveStickerManifest(id, key).getTitle()).contains("Boats");
    for (int i = 0; i < stickers.size(); i++) {
      try (var sticker = receiver.retrieveSticker(id, key, i)) {
        assertThat(sticker.readAllBytes()).isEqualTo(stickers.get(i));
      }
    }
  }

  private List<Trace.Call> calls(String verb, String start) {
    return clients.trace().calls(Trace.Way.HTTP).stream()
        .filter(call -> call.verb().equals(verb) && call.path().startsWith(start))
        .toList();
  }

  private static byte[] random(int size) {
    var bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static ResumableUploadSpec spec(ForeignDevice device) throws IOException {
    return device.sender().getResumableUploadSpec();
  }

  private static SignalServiceAttachmentPointer upload(
      ForeignDevice device, byte[] content, ResumableUploadSpec spec) throws IOException {
    return upload(device, new ByteArrayInputStream(content), content.length, spec);
  }

  private static SignalServiceAttachmentPointer upload(
      ForeignDevice device, InputStream content, int size, ResumableUploadSpec spec)
      throws IOException {
    SignalServiceAttachmentStream stream =
        SignalServiceAttachment.newStreamBuilder()
            .withStream(content)
            .withLength(size)
            .withContentType("image/png")
            .withFileName("boat.png")
            .withFaststart(true)
            .withUploadTimestamp(ForeignDevice.now())
            .withResumableUploadSpec(spec)
            .build();
    return device.sender().uploadAttachment(stream);
  }

  private static SignalServiceDataMessage withFiles(SignalServiceAttachmentPointer pointer) {
    return new SignalServiceDataMessage.Builder()
        .withTimestamp(ForeignDevice.now())
        .withBody("a boat")
        .withAttachments(List.of(pointer))
        .build();
  }

  private static SignalServiceAttachmentPointer onlyFile(Received received) throws Exception {
    var files = received.content().dataMessage.attachments;
    assertThat(files).hasSize(1);
    return AttachmentPointerUtil.createSignalAttachmentPointer(files.getFirst());
  }

  private static SignalServiceMessageReceiver receiver(ForeignDevice device) {
    return new SignalServiceMessageReceiver(device.connections().http());
  }

  private static byte[] open(
      ForeignDevice device, SignalServiceAttachmentPointer pointer, File file) throws Exception {
    try (var content = receiver(device).retrieveAttachment(pointer, file, MAX_BYTES)) {
      return content.readAllBytes();
    }
  }

  private static void write(ForeignDevice device, byte[] picture) throws IOException {
    var _ =
        toBasicLegacy(
            device
                .profileApi()
                .setVersionedProfile(
                    device.person().aci(),
                    device.person().secrets().profileKey(),
                    "Alice",
                    "",
                    "",
                    null,
                    AvatarUploadParams.forAvatar(
                        new StreamDetails(
                            new ByteArrayInputStream(picture), "image/png", picture.length)),
                    List.of(),
                    true));
  }

  private byte @Nullable [] picture(
      ForeignDevice device,
      org.whispersystems.signalservice.api.push.SignalServiceAddress of,
      ProfileKey key)
      throws Exception {
    var profile =
        device
            .profileService()
            .getProfile(
                of, Optional.of(key), null, SignalServiceProfile.RequestType.PROFILE, Locale.ROOT)
            .blockingGet()
            .getResult()
            .orElseThrow()
            .getProfile();
    var file = folder.resolve("picture").toFile();
    try (var picture =
        receiver(device).retrieveProfileAvatar(profile.getAvatar(), file, key, MAX_BYTES)) {
      return picture.readAllBytes();
    }
  }

  /// Ends with an error, as a connection does that is cut.
  private static final class Broken extends FilterInputStream {
    private int left;

    Broken(byte[] content, int left) {
      super(new ByteArrayInputStream(content));
      this.left = left;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (left == 0) {
        throw new IOException("cut");
      }
      int count = super.read(target, offset, Math.min(length, left));
      left -= count;
      return count;
    }
  }
}
