package org.sealpost.storage.media;

/// What became of a row that was to be written.
public enum MediaOutcome {
  WRITTEN,
  /// The row is not as it was thought to be (there already, gone, of another revision or owner);
  /// nothing was written.
  MOVED,
  /// Its owner would have more than the quota allows, of bytes or of objects; nothing was written.
  /// An update that does not grow the row is never refused for this.
  OVER_QUOTA
}
