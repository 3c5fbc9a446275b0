package org.sealpost.storage.media;

import org.sealpost.protocol.Bytes;

/// Names the row of an object: a hash of the object's key, 16 bytes. The key itself, with which an
/// object can be fetched, is only in the sealed part of the row.
public record MediaId(Bytes hash) {
  public static final int BYTES = 16;

  public MediaId {
    if (hash.size() != BYTES) {
      throw new IllegalArgumentException("a media id has " + BYTES + " bytes");
    }
  }

  @Override
  public String toString() {
    return "MediaId[redacted]";
  }
}
