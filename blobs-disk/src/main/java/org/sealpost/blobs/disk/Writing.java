package org.sealpost.blobs.disk;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import org.sealpost.protocol.Bytes;

/// Brings bytes from a source into a file, a piece at a time. An [IOException] that leaves here is
/// the source's; the disk's are [BlobsUnavailable].
final class Writing {
  private static final int PIECE_BYTES = 64 * 1024;

  /// The system holds no more than this of a file back from the disk.
  private static final long SYNC_EVERY_BYTES = 16L * 1024 * 1024;

  private final Disk disk;

  Writing(Disk disk) {
    this.disk = disk;
  }

  /// Makes a file of exactly so many bytes, durable; their SHA-256, or empty when there were fewer.
  Optional<Bytes> whole(Path file, long length, InputStream bytes, Room.Place place)
      throws IOException {
    MessageDigest digest = sha256();
    try (Open open = new Open(creating(file))) {
      if (open.copy(bytes, length, place, digest) < length) {
        return Optional.empty();
      }
      open.sync();
    }
    return Optional.of(Bytes.wrap(digest.digest()));
  }

  /// Adds up to so many bytes to a file; how many there were. They are durable, also when the
  /// source breaks.
  long more(Path file, long atMost, InputStream bytes, Room.Place place) throws IOException {
    try (Open open = new Open(appending(file))) {
      try {
        return open.copy(bytes, atMost, place, sha256());
      } finally {
        open.sync();
      }
    }
  }

  private Disk.Sink creating(Path file) {
    try {
      return disk.create(file);
    } catch (IOException e) {
      throw Faults.of("making a file", e);
    }
  }

  private Disk.Sink appending(Path file) {
    try {
      return disk.append(file);
    } catch (IOException e) {
      throw Faults.of("opening a file", e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A file that is written; the failures of the disk become faults.
  private record Open(Disk.Sink sink) implements AutoCloseable {
    long copy(InputStream from, long atMost, Room.Place place, MessageDigest digest)
        throws IOException {
      byte[] piece = new byte[PIECE_BYTES];
      long copied = 0;
      long unsynced = 0;
      while (copied < atMost) {
        int n = from.read(piece, 0, (int) Math.min(piece.length, atMost - copied));
        if (n < 0) {
          break;
        }
        digest.update(piece, 0, n);
        write(ByteBuffer.wrap(piece, 0, n));
        copied += n;
        unsynced += n;
        place.written(n);
        if (unsynced >= SYNC_EVERY_BYTES) {
          unsynced = 0;
          sync();
        }
      }
      return copied;
    }

    private void write(ByteBuffer bytes) {
      try {
        sink.write(bytes);
      } catch (IOException e) {
        throw Faults.of("writing", e);
      }
    }

    void sync() {
      try {
        sink.sync();
      } catch (IOException e) {
        throw Faults.of("syncing", e);
      }
    }

    @Override
    public void close() {
      try {
        sink.close();
      } catch (IOException e) {
        throw Faults.of("closing a file", e);
      }
    }
  }
}
