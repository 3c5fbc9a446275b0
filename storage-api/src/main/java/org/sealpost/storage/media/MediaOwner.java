package org.sealpost.storage.media;

import org.sealpost.protocol.Bytes;

/// Stands for the account that an object belongs to: a keyed hash of its ACI, 16 bytes. It groups
/// objects for quotas and for the end of an account; whose they are cannot be read from it.
public record MediaOwner(Bytes hash) {
  public static final int BYTES = 16;

  public MediaOwner {
    if (hash.size() != BYTES) {
      throw new IllegalArgumentException("a media owner has " + BYTES + " bytes");
    }
  }

  @Override
  public String toString() {
    return "MediaOwner[redacted]";
  }
}
