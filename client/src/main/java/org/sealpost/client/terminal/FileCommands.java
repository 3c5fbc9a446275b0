package org.sealpost.client.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.sealpost.client.SealpostClient;
import org.sealpost.client.attachments.AttachmentRefused;
import org.sealpost.client.attachments.AttachmentSizes;
import org.sealpost.client.attachments.AttachmentSource;
import org.sealpost.client.content.AttachmentPointer;
import org.sealpost.client.media.AttachmentGone;
import org.sealpost.client.media.FileDescription;
import org.sealpost.client.media.UploadOutcome;
import org.sealpost.client.profile.Avatars;
import org.sealpost.client.state.PeerProfile;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId;

/// What can be typed about files.
final class FileCommands {
  private static final int MAX_SHOWN_NAME = 60;

  /// Sends a text with files and says how it ended.
  interface Sending {
    void send(ServiceId.Aci to, String text, List<AttachmentPointer> files) throws IOException;
  }

  private final Screen screen;
  private final SealpostClient client;
  private final ReceivedFiles received;
  private final Path folder;
  private final Sending sending;

  /// @param folder where files are saved
  FileCommands(
      Screen screen, SealpostClient client, ReceivedFiles received, Path folder, Sending sending) {
    this.screen = screen;
    this.client = client;
    this.received = received;
    this.folder = folder;
    this.sending = sending;
  }

  /// The words of `/file`: a path, in quotation marks when it has spaces, and perhaps a text.
  record PathAndText(String path, String text) {
    static PathAndText parse(String argument) {
      if (argument.startsWith("\"")) {
        int end = argument.indexOf('"', 1);
        return end < 0
            ? new PathAndText(argument.substring(1), "")
            : new PathAndText(argument.substring(1, end), argument.substring(end + 1).strip());
      }
      int space = argument.indexOf(' ');
      return space < 0
          ? new PathAndText(argument, "")
          : new PathAndText(argument.substring(0, space), argument.substring(space).strip());
    }
  }

  void send(ServiceId.Aci to, String argument) throws IOException {
    PathAndText words = PathAndText.parse(argument);
    Optional<Path> found = readable(words.path());
    if (found.isEmpty()) {
      screen.line("There is no such file. /file PATH [TEXT]; put a path with spaces in \"...\".");
      return;
    }
    Path file = found.get();
    if (Files.size(file) > AttachmentSizes.MAX_CONTENT_BYTES) {
      screen.line("That file is too large for a message.");
      return;
    }
    String type = Optional.ofNullable(Files.probeContentType(file)).orElse("");
    UploadOutcome outcome =
        client
            .attachments()
            .upload(
                AttachmentSource.of(file),
                new FileDescription(type, file.toAbsolutePath().getFileName().toString()),
                (at, total) -> screen.progress("sending, " + percent(at, total)));
    switch (outcome) {
      case UploadOutcome.Uploaded(var pointer) -> sending.send(to, words.text(), List.of(pointer));
      case UploadOutcome.TooLarge _ ->
          screen.line(screen.bad("Not sent: the server does not take files that large."));
      case UploadOutcome.TryLater(var after) ->
          screen.line(screen.bad("Not sent: the server asks to wait " + Screen.time(after) + "."));
      case UploadOutcome.Refused(var status) ->
          screen.line(screen.bad("Not sent: the server refused (status " + status + ")."));
    }
  }

  private static Optional<Path> readable(String path) {
    try {
      return Optional.of(path)
          .filter(text -> !text.isEmpty())
          .map(Path::of)
          .filter(file -> Files.isRegularFile(file) && Files.isReadable(file));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  void save(String argument) throws IOException {
    Optional<Integer> number =
        argument.matches("[0-9]{1,6}")
            ? Optional.of(Integer.parseInt(argument))
            : received.newest();
    Optional<AttachmentPointer> pointer = number.flatMap(received::get);
    if (pointer.isEmpty()) {
      screen.line("There is no such file in this session; /save N takes the number shown.");
      return;
    }
    Files.createDirectories(folder);
    Path target = SafeName.reserve(folder, SafeName.of(pointer.get().fileName()));
    boolean saved = false;
    try {
      client
          .attachments()
          .download(
              pointer.get(),
              target,
              (at, total) -> screen.progress("fetching, " + percent(at, total)));
      saved = true;
      screen.line("Saved as " + screen.name(target.toString()));
    } catch (AttachmentRefused e) {
      screen.line(screen.bad("Not saved: " + e.getMessage() + "."));
    } catch (AttachmentGone e) {
      screen.line(screen.bad("Not saved: the server does not have it any more."));
    } finally {
      if (!saved) {
        Files.deleteIfExists(target);
      }
    }
  }

  void setPicture(String path) throws IOException {
    Optional<Path> found = readable(PathAndText.parse(path).path());
    if (found.isEmpty() || Files.size(found.get()) > Avatars.MAX_BYTES) {
      screen.line("There is no such file, or it has more than 10 MiB.");
      return;
    }
    client
        .profiles()
        .write(
            client.profiles().known(client.aci()).orElse(new PeerProfile("", "", "")),
            Bytes.wrap(Files.readAllBytes(found.get())));
    screen.line("The people you write to see that picture.");
  }

  void savePicture(ServiceId.Aci peer) throws IOException {
    Optional<Bytes> picture = client.profiles().picture(peer);
    if (picture.isEmpty()) {
      screen.line("There is no picture that you could see.");
      return;
    }
    Files.createDirectories(folder);
    Path target = SafeName.reserve(folder, "picture-" + Peers.shortName(peer));
    Files.write(target, picture.get().unsafeArray());
    screen.line("Saved as " + screen.name(target.toString()));
  }

  /// One line about a file that came.
  static String describe(int number, AttachmentPointer pointer) {
    String name = Screen.tame(pointer.fileName());
    String shown =
        name.length() > MAX_SHOWN_NAME ? name.substring(0, MAX_SHOWN_NAME) + "..." : name;
    return "file %d: %s%s; /save %d keeps it"
        .formatted(
            number, shown.isEmpty() ? "" : shown + ", ", Screen.size(pointer.sizeBytes()), number);
  }

  private static String percent(long at, long total) {
    return total == 0 ? "" : Math.min(100, 100 * at / total) + " % of " + Screen.size(total);
  }
}
