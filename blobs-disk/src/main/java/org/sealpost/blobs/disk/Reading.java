package org.sealpost.blobs.disk;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// A part of a published file. A file that is deleted meanwhile is read to its end. Its failures
/// are [BlobsUnavailable], never an [IOException].
final class Reading extends InputStream {
  private final FileChannel channel;
  private long left;

  private Reading(FileChannel channel, long left) {
    this.channel = channel;
    this.left = left;
  }

  /// Empty when there is no such file.
  static Optional<InputStream> open(Path file, long first, long length) {
    if (first < 0 || length < 1) {
      throw new IllegalArgumentException("a range has at least one byte");
    }
    FileChannel channel;
    try {
      channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw Faults.of("opening a file", e);
    }
    Reading reading = new Reading(channel, length);
    try {
      channel.position(first);
    } catch (IOException e) {
      reading.close();
      throw Faults.of("reading", e);
    }
    return Optional.of(reading);
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int count) {
    if (count == 0) {
      return 0;
    }
    if (left == 0) {
      return -1;
    }
    try {
      int n = channel.read(ByteBuffer.wrap(into, offset, (int) Math.min(count, left)));
      left -= Math.max(n, 0);
      return n;
    } catch (IOException e) {
      throw Faults.of("reading", e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw Faults.of("closing a file", e);
    }
  }
}
