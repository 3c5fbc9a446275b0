package org.sealpost.storage.blobs;

/// What became of bytes that were to be added to an upload.
public sealed interface AppendOutcome {
  /// They are kept, durably; the object is not whole yet.
  record Kept(long offset) implements AppendOutcome {}

  /// The object is whole and published.
  record Published() implements AppendOutcome {}

  /// Another offset than the upload has; nothing was written.
  record OtherOffset(long offset) implements AppendOutcome {}

  /// There is no such upload.
  record Unknown() implements AppendOutcome {}
}
