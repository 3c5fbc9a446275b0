package org.sealpost.storage.media;

/// What one owner has.
public record MediaUse(long bytes, long objects) {
  public static final MediaUse NONE = new MediaUse(0, 0);

  /// With a row more.
  public MediaUse plus(MediaRecord record) {
    return new MediaUse(bytes + record.bytes(), objects + 1);
  }

  /// With a row less.
  public MediaUse minus(MediaRecord record) {
    return new MediaUse(bytes - record.bytes(), objects - 1);
  }
}
