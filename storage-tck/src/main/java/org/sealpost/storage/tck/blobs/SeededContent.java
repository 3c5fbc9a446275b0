package org.sealpost.storage.tck.blobs;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.sealpost.protocol.Bytes;

/// Bytes of any number that look random and are held nowhere: made from a seed, from any place on.
public record SeededContent(long seed, long length) {
  private static final int WORD = 8;

  /// From here to the end.
  public InputStream from(long first) {
    return new Stream(first);
  }

  public InputStream stream() {
    return from(0);
  }

  /// Whether a stream has exactly these bytes from `first` on, `count` of them.
  public boolean isIn(InputStream in, long first, long count) throws IOException {
    byte[] piece = new byte[64 * 1024];
    byte[] wanted = new byte[piece.length];
    long at = first;
    for (int n = in.readNBytes(piece, 0, piece.length);
        n > 0;
        n = in.readNBytes(piece, 0, piece.length)) {
      fill(wanted, n, at);
      if (at + n > first + count || mismatch(piece, wanted, n)) {
        return false;
      }
      at += n;
    }
    return at == first + count;
  }

  public Bytes sha256() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] piece = new byte[64 * 1024];
      try (InputStream in = stream()) {
        for (int n = in.read(piece); n > 0; n = in.read(piece)) {
          digest.update(piece, 0, n);
        }
      }
      return Bytes.wrap(digest.digest());
    } catch (NoSuchAlgorithmException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean mismatch(byte[] a, byte[] b, int count) {
    return java.util.Arrays.mismatch(a, 0, count, b, 0, count) >= 0;
  }

  private void fill(byte[] into, int count, long at) {
    for (int i = 0; i < count; ) {
      long place = at + i;
      long word = word(place / WORD);
      for (int b = (int) (place % WORD); b < WORD && i < count; b++) {
        into[i++] = (byte) (word >>> (b * WORD));
      }
    }
  }

  /// SplitMix64.
  private long word(long number) {
    long z = seed + (number + 1) * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  private final class Stream extends InputStream {
    private long at;

    Stream(long at) {
      this.at = at;
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
      int n = (int) Math.min(Math.min(count, 64 * 1024), length - at);
      if (n <= 0) {
        return -1;
      }
      if (offset == 0) {
        fill(into, n, at);
      } else {
        byte[] piece = new byte[n];
        fill(piece, n, at);
        System.arraycopy(piece, 0, into, offset, n);
      }
      at += n;
      return n;
    }

    @Override
    public int available() {
      return (int) Math.min(Integer.MAX_VALUE, length - at);
    }
  }
}
