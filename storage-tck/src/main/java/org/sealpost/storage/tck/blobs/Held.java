package org.sealpost.storage.tck.blobs;

import java.io.InputStream;

/// How much more of the heap is in use while bytes pass by than before, as the collector sees it.
final class Held {
  private final long before = used();
  private long most;

  /// Looks three times: soon after the middle, and near the end.
  InputStream watching(InputStream in, long length) {
    InputStream watched = in;
    for (long at : new long[] {length / 2, length * 3 / 4, length - 1}) {
      watched = Sources.watched(watched, at, () -> most = Math.max(most, used() - before));
    }
    return watched;
  }

  long most() {
    return most;
  }

  private static long used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
