package org.sealpost.storage.media;

/// What one owner has.
public record MediaUse(long bytes, long objects) {
  public static final MediaUse NONE = new MediaUse(0, 0);
}
