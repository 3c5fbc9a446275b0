package org.sealpost.storage.media;

/// What one owner may have.
///
/// @param bytes over all objects, at least 0
/// @param objects at least 0
public record MediaQuota(long bytes, long objects) {
  public MediaQuota {
    if (bytes < 0 || objects < 0) {
      throw new IllegalArgumentException("a quota is 0 or more");
    }
  }

  public boolean allows(MediaUse use) {
    return use.bytes() <= bytes && use.objects() <= objects;
  }
}
