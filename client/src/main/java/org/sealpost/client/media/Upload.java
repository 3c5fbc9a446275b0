package org.sealpost.client.media;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.sealpost.client.attachments.SealedAttachment;
import org.sealpost.client.content.AttachmentPointer;
import org.sealpost.client.transport.Reply;
import org.sealpost.client.transport.Transfers;

/// One file on its way up, whichever door it takes.
///
/// @param at milliseconds, told to the recipient
public record Upload(SealedAttachment file, FileDescription about, long at, Progress progress) {
  private static final Duration DEFAULT_WAIT = Duration.ofSeconds(5);

  /// The file from this byte on.
  Transfers.Body from(long offset) {
    AtomicLong sent = new AtomicLong(offset);
    long total = file.encryptedBytes();
    return new Transfers.Body(
        total - offset,
        () -> file.open(offset),
        bytes -> progress.at(sent.addAndGet(bytes), total));
  }

  UploadOutcome uploadedAs(int cdn, String object) {
    return new UploadOutcome.Uploaded(
        new AttachmentPointer(
            cdn,
            object,
            file.key().bytes(),
            file.digest(),
            file.contentBytes(),
            file.incrementalMac(),
            file.chunkBytes(),
            about.contentType(),
            about.fileName(),
            at));
  }

  /// What the answer to a request for a place means, unless it is a place.
  static Optional<UploadOutcome> refusal(Reply reply) {
    return switch (reply.status()) {
      case 200, 201, 204 -> Optional.empty();
      case 413 -> Optional.of(new UploadOutcome.TooLarge());
      case 429, 503 -> Optional.of(new UploadOutcome.TryLater(wait(reply)));
      default -> Optional.of(new UploadOutcome.Refused(reply.status()));
    };
  }

  static Duration wait(Reply reply) {
    return reply.retryAfter().orElse(DEFAULT_WAIT);
  }

  static boolean isBusy(int status) {
    return status == 429 || status == 408 || status >= 500;
  }

  /// An address as the server writes it.
  static Optional<URI> parsed(String text) {
    try {
      URI uri = URI.create(text);
      return "https".equals(uri.getScheme()) || "http".equals(uri.getScheme())
          ? Optional.of(uri)
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return "Upload[redacted]";
  }
}
