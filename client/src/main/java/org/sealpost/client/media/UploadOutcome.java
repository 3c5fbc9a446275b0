package org.sealpost.client.media;

import java.time.Duration;
import org.sealpost.client.content.AttachmentPointer;

/// What became of an upload that the server answered.
public sealed interface UploadOutcome {
  /// The file is there; whoever has the pointer can fetch and open it.
  record Uploaded(AttachmentPointer pointer) implements UploadOutcome {}

  /// Longer than this server takes.
  record TooLarge() implements UploadOutcome {}

  /// Too many uploads, too many bytes, or a server that is busy: the same may be taken later.
  record TryLater(Duration after) implements UploadOutcome {}

  /// For a reason that this SDK does not know.
  record Refused(int status) implements UploadOutcome {}
}
