package org.sealpost.storage.blobs;

/// What became of an object that was to be written whole. Only [#WRITTEN] published anything.
public enum WriteOutcome {
  WRITTEN,
  /// The key has an object; it is as it was.
  EXISTS,
  /// The bytes have another SHA-256.
  OTHER_DIGEST,
  /// The stream ended before `length`.
  TOO_SHORT
}
