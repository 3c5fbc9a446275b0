package org.sealpost.core.media;

import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import org.sealpost.protocol.MediaKey;
import org.sealpost.storage.blobs.BlobStore;

/// An object that can be read. It never changes.
public final class StoredObject {
  private final BlobStore blobs;
  private final MediaKey key;
  private final long bytes;
  private final Optional<Instant> until;

  StoredObject(BlobStore blobs, MediaKey key, long bytes, Optional<Instant> until) {
    this.blobs = blobs;
    this.key = key;
    this.bytes = bytes;
    this.until = until;
  }

  public long bytes() {
    return bytes;
  }

  /// When its time is over, if it has an end of its own.
  public Optional<Instant> until() {
    return until;
  }

  /// Opens a part; the caller closes it. Empty when the object went meanwhile.
  ///
  /// @param first the first byte wanted, below [#bytes]
  /// @param length how many are wanted, at least 1
  public Optional<InputStream> open(long first, long length) {
    return blobs.read(key, first, length);
  }

  @Override
  public String toString() {
    return "StoredObject[redacted]";
  }
}
