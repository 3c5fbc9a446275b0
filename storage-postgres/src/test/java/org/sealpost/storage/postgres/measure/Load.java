package org.sealpost.storage.postgres.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Callers that each do the same again and again for a while, and what that took.
final class Load {
  private Load() {}

  static void measure(String what, int callers, Duration during, Runnable call) throws Exception {
    long begin = System.nanoTime();
    long end = begin + during.toNanos();
    List<Future<long[]>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < callers; i++) {
        running.add(threads.submit(() -> latencies(end, call)));
      }
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    List<long[]> all = new ArrayList<>();
    for (Future<long[]> each : running) {
      all.add(each.get());
    }
    long[] nanos = all.stream().flatMapToLong(Arrays::stream).sorted().toArray();
    System.out.printf(
        "%-34s %3d callers %7.0f/s  p50 %6.2f ms  p99 %6.2f ms  load %s%n",
        what,
        callers,
        nanos.length / seconds,
        nanos[nanos.length / 2] / 1e6,
        nanos[nanos.length * 99 / 100] / 1e6,
        average());
  }

  private static long[] latencies(long end, Runnable call) {
    long[] nanos = new long[1_024];
    int count = 0;
    for (long begin; (begin = System.nanoTime()) < end; count++) {
      call.run();
      if (count == nanos.length) {
        nanos = Arrays.copyOf(nanos, 2 * count);
      }
      nanos[count] = System.nanoTime() - begin;
    }
    return Arrays.copyOf(nanos, Math.max(1, count));
  }

  /// The machine's, over the last minute: what else ran.
  static String average() {
    try {
      return Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0];
    } catch (IOException e) {
      return "unknown";
    }
  }
}
