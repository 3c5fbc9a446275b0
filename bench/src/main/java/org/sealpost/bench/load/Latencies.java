package org.sealpost.bench.load;

import java.util.Arrays;

/// Every duration of a round, in nanoseconds. Written by one thread.
public final class Latencies {
  private long[] nanos = new long[1 << 16];
  private int count;

  public void add(long durationNanos) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = durationNanos;
  }

  public int count() {
    return count;
  }

  /// The duration that this share of all did not exceed.
  ///
  /// @param fraction 0.99 for the 99th percentile
  public double percentileMillis(double fraction) {
    if (count == 0) {
      return 0;
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return sorted[Math.min(count - 1, (int) (fraction * count))] / 1e6;
  }
}
