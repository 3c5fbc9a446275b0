package org.sealpost.blobs.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealpost.storage.blobs.BlobsUnavailable;

/// Where one transfer gathers a part, so that it can be sent again: a file without a name, which is
/// gone when the process is. Used by one thread.
final class Spool implements AutoCloseable {
  private static final int STEP = 32 * 1024;

  /// Not a channel, which the interrupt of a call that is over its time would close.
  private final RandomAccessFile file;

  private final byte[] step = new byte[STEP];
  private final Optional<MessageDigest> whole;
  private MessageDigest digest = newMd5();
  private @Nullable String md5;
  private long size;

  private Spool(RandomAccessFile file, Optional<MessageDigest> whole) {
    this.file = file;
    this.whole = whole;
  }

  /// @param whole is given everything that is gathered, over all parts
  static Spool in(Path folder, Optional<MessageDigest> whole) {
    try {
      Path path = Files.createTempFile(folder, "part-", ".tmp");
      RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
      Files.delete(path);
      return new Spool(file, whole);
    } catch (IOException e) {
      throw noRoom(e);
    }
  }

  /// Reads until there are `upTo` bytes in it, or the source has no more.
  ///
  /// @throws IOException the source's
  void fill(InputStream source, long upTo) throws IOException {
    while (size < upTo) {
      int read = source.read(step, 0, (int) Math.min(step.length, upTo - size));
      if (read < 0) {
        return;
      }
      add(read);
    }
  }

  private void add(int count) {
    if (md5 != null) {
      throw new IllegalStateException("what was summed up does not grow");
    }
    try {
      file.seek(size);
      file.write(step, 0, count);
      size += count;
    } catch (IOException e) {
      throw noRoom(e);
    }
    digest.update(step, 0, count);
    whole.ifPresent(all -> all.update(step, 0, count));
  }

  private static BlobsUnavailable noRoom(IOException e) {
    return new BlobsUnavailable(
        "no part of an upload can be gathered on this machine's disk ("
            + e.getClass().getSimpleName()
            + ")");
  }

  long size() {
    return size;
  }

  /// Of what is in it, in base64.
  String md5() {
    if (md5 == null) {
      md5 = Base64.getEncoder().encodeToString(digest.digest());
    }
    return md5;
  }

  /// From its first byte.
  InputStream read() {
    return new Reading();
  }

  /// For the next part.
  void clear() {
    digest = newMd5();
    md5 = null;
    size = 0;
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      // nobody needs it any more
    }
  }

  private static MessageDigest newMd5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }

  private final class Reading extends InputStream {
    private long at;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int count) throws IOException {
      if (count == 0) {
        return 0;
      }
      int wanted = (int) Math.min(Math.min(count, STEP), size - at);
      if (wanted <= 0) {
        return -1;
      }
      file.seek(at);
      int read = file.read(into, offset, wanted);
      at += Math.max(read, 0);
      return read;
    }
  }
}
