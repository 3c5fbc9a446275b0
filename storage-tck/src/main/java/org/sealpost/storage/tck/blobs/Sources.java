package org.sealpost.storage.tck.blobs;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Where bytes come from in the cases of the contract.
final class Sources {
  private Sources() {}

  /// Gives few bytes at a time, as a network does.
  static InputStream trickling(InputStream in) {
    return new FilterInputStream(in) {
      @Override
      public int read(byte[] into, int offset, int count) throws IOException {
        return super.read(into, offset, Math.min(count, 7));
      }
    };
  }

  /// Breaks after so many bytes.
  static InputStream cut(InputStream in, long after, IOException failure) {
    return watched(
        in,
        after,
        () -> {
          throw failure;
        });
  }

  /// What happens when so many bytes were given and more are asked for.
  @FunctionalInterface
  interface At {
    void run() throws IOException;
  }

  static InputStream watched(InputStream in, long after, At then) {
    return new FilterInputStream(in) {
      private long left = after;
      private boolean done;

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
      }

      @Override
      public int read(byte[] into, int offset, int count) throws IOException {
        if (left == 0 && !done) {
          done = true;
          then.run();
        }
        int n = super.read(into, offset, (int) (done ? count : Math.min(count, left)));
        left -= done ? 0 : Math.max(n, 0);
        return n;
      }
    };
  }

  /// Fails the test when it is closed: it belongs to the caller.
  static InputStream unclosed(InputStream in) {
    return new FilterInputStream(in) {
      @Override
      public void close() {
        throw new AssertionError("the source is the caller's to close");
      }
    };
  }
}
