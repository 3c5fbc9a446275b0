package org.sealpost.core.media;

import java.time.Duration;

/// What became of bytes that were to be added to a resumable upload.
public sealed interface AppendResult {
  /// So many are there, durably; with the last one the object is whole and can be fetched.
  record At(long offset) implements AppendResult {}

  /// The upload is at another offset; nothing was added.
  record OtherOffset(long offset) implements AppendResult {}

  /// The upload is to have another length.
  record OtherLength() implements AppendResult {}

  /// Larger than was granted.
  record TooLarge(long maxBytes) implements AppendResult {}

  /// The account has no room for it now.
  record OverQuota(Duration retryAfter) implements AppendResult {}

  record Refused() implements AppendResult {}

  record NotFound() implements AppendResult {}

  /// An earlier request for the same object does not let go of it.
  record Busy() implements AppendResult {}
}
