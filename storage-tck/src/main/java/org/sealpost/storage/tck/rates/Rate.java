package org.sealpost.storage.tck.rates;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// How often callers that each make one call after the other got through, and how long it took.
///
/// @param work what was done
public record Rate(String work, int callers, double perSecond, Duration median, Duration p99) {
  /// As a row of the tables in the documents.
  public String row() {
    return String.format(
        "| %s, %d | %.0f | %.2f ms | %.1f ms |",
        work, callers, perSecond, median.toNanos() / 1e6, p99.toNanos() / 1e6);
  }

  /// Runs the call from this many threads at once until the time is over.
  public static Rate of(String work, int callers, Duration during, Runnable call) {
    long begin = System.nanoTime();
    long end = begin + during.toNanos();
    List<Future<long[]>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < callers; i++) {
        running.add(threads.submit(() -> latencies(end, call)));
      }
    }
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    try {
      List<long[]> all = new ArrayList<>();
      for (Future<long[]> each : running) {
        all.add(each.get());
      }
      return of(work, callers, took, all.stream().flatMapToLong(Arrays::stream).sorted().toArray());
    } catch (ExecutionException e) {
      throw new IllegalStateException("a call failed", e.getCause());
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static Rate of(String work, int callers, Duration took, long[] sorted) {
    if (sorted.length == 0) {
      return new Rate(work, callers, 0, Duration.ZERO, Duration.ZERO);
    }
    return new Rate(
        work,
        callers,
        sorted.length / (took.toNanos() / 1e9),
        Duration.ofNanos(sorted[sorted.length / 2]),
        Duration.ofNanos(sorted[(int) (sorted.length * 99L / 100)]));
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
    return Arrays.copyOf(nanos, count);
  }
}
