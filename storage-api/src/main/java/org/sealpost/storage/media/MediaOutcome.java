package org.sealpost.storage.media;

/// What became of a row that was to be written.
public enum MediaOutcome {
  WRITTEN,
  /// The row is not as it was thought to be (there already, gone, or of another revision); nothing
  /// was written.
  MOVED,
  /// Its owner would have more than the quota allows; nothing was written. A row that does not grow
  /// is always written.
  OVER_QUOTA
}
