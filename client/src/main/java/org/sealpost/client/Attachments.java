package org.sealpost.client;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.sealpost.client.attachments.AttachmentSource;
import org.sealpost.client.attachments.SealedAttachment;
import org.sealpost.client.connection.Requests;
import org.sealpost.client.content.AttachmentPointer;
import org.sealpost.client.media.DirectUpload;
import org.sealpost.client.media.Download;
import org.sealpost.client.media.FileDescription;
import org.sealpost.client.media.MediaHost;
import org.sealpost.client.media.Pause;
import org.sealpost.client.media.Progress;
import org.sealpost.client.media.ResumableUpload;
import org.sealpost.client.media.Upload;
import org.sealpost.client.media.UploadOutcome;
import org.sealpost.client.transport.Transfers;

/// Files that go beside a message. Each is encrypted here under a key of its own, which only the
/// message tells; the server stores what it cannot read. Files of any size take the same few
/// buffers of memory. Safe for any number of threads.
public final class Attachments {
  /// Up to here a cut costs little, and a grant spares the server the bytes where its store takes
  /// them itself.
  private static final long IN_ONE_PIECE = 16L * 1024 * 1024;

  private final Clock clock;
  private final MediaHost host;
  private final DirectUpload direct;
  private final ResumableUpload resumable;
  private final Download download;

  Attachments(Requests requests, Transfers transfers, MediaHost host, Clock clock, Pause pause) {
    this.clock = clock;
    this.host = host;
    this.direct = new DirectUpload(requests, transfers, host, pause);
    this.resumable = new ResumableUpload(requests, transfers, host, pause);
    this.download = new Download(transfers, pause);
  }

  /// Uploads a file by the way that suits its size. The pointer goes into a text:
  /// [Messages#sendText].
  ///
  /// @throws IOException when the server or its media host cannot be reached, or the file cannot be
  ///   read or changed meanwhile
  /// @throws IllegalArgumentException when it is longer than any file can be
  public UploadOutcome upload(AttachmentSource source, FileDescription about, Progress progress)
      throws IOException {
    Upload upload = upload(SealedAttachment.of(source), about, progress);
    if (upload.file().encryptedBytes() > IN_ONE_PIECE) {
      return resumable.run(upload);
    }
    Optional<UploadOutcome> outcome = direct.run(upload);
    return outcome.isPresent() ? outcome.get() : resumable.run(upload);
  }

  /// Uploads in one piece, by a grant. Empty when this server gives none.
  public Optional<UploadOutcome> uploadDirectly(
      AttachmentSource source, FileDescription about, Progress progress) throws IOException {
    return direct.run(upload(SealedAttachment.of(source), about, progress));
  }

  /// Uploads so that a cut costs nothing.
  public UploadOutcome uploadResumably(
      AttachmentSource source, FileDescription about, Progress progress) throws IOException {
    return resumable.run(upload(SealedAttachment.of(source), about, progress));
  }

  private Upload upload(SealedAttachment file, FileDescription about, Progress progress) {
    return new Upload(file, about, clock.millis(), progress);
  }

  /// Fetches a file, without telling the server who does, and writes its content to the target, in
  /// place of what is there. Nothing is there before all of it was found to be what the sender
  /// encrypted. A download that was cut goes on where it was, also when it is called again.
  ///
  /// @throws org.sealpost.client.attachments.AttachmentRefused when it is another file
  /// @throws org.sealpost.client.media.AttachmentGone when it is not there any more
  public void download(AttachmentPointer pointer, Path target, Progress progress)
      throws IOException {
    URI address = host.attachment(pointer.object());
    download.run(address, pointer, target, progress);
  }
}
