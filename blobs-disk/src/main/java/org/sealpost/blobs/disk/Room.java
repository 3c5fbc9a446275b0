package org.sealpost.blobs.disk;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.sealpost.storage.blobs.BlobsFull;

/// The space that writes may still take, so that the disk is never filled: what else lives on it (a
/// database, logs) keeps `minFreeBytes`. Writes that are under way count with what they will still
/// need. Safe for any thread.
final class Room {
  private final Disk disk;
  private final long minFreeBytes;
  private final AtomicLong promised = new AtomicLong();

  Room(Disk disk, long minFreeBytes) {
    this.disk = disk;
    this.minFreeBytes = minFreeBytes;
  }

  /// Room for so many bytes.
  ///
  /// @throws BlobsFull when there is none
  Place take(long bytes) {
    long others = promised.getAndAdd(bytes);
    Place place = new Place(bytes);
    if (bytes > left() - others) {
      place.close();
      throw full();
    }
    return place;
  }

  private static BlobsFull full() {
    return new BlobsFull("the media folder's disk has only its reserve left");
  }

  /// What may be written before the reserve is touched; below zero when it is.
  long left() {
    try {
      return disk.usableBytes() - minFreeBytes;
    } catch (IOException e) {
      throw Faults.of("asking for free space", e);
    }
  }

  /// The room of one write.
  final class Place implements AutoCloseable {
    private static final long LOOK_EVERY_BYTES = 1024 * 1024;

    private long left;
    private long sinceLook;

    private Place(long bytes) {
      this.left = bytes;
    }

    /// So much of it was written. Others write to the disk too: looks again now and then.
    void written(long bytes) {
      left -= bytes;
      promised.addAndGet(-bytes);
      sinceLook += bytes;
      if (sinceLook >= LOOK_EVERY_BYTES) {
        sinceLook = 0;
        if (left() < 0) {
          throw full();
        }
      }
    }

    @Override
    public void close() {
      promised.addAndGet(-left);
      left = 0;
    }
  }
}
