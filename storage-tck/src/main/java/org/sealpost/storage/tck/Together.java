package org.sealpost.storage.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/// Runs calls at the same time, as well as a machine can.
final class Together {
  private Together() {}

  /// The same work `count` times, each told its number; returns when all are done.
  static <T> List<T> run(int count, IntFunction<T> work) {
    List<Callable<T>> calls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int number = i;
      calls.add(() -> work.apply(number));
    }
    return run(calls);
  }

  static <T> List<T> run(List<Callable<T>> calls) {
    CountDownLatch ready = new CountDownLatch(calls.size());
    List<Future<T>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Callable<T> call : calls) {
        running.add(
            threads.submit(() -> {
              ready.countDown();
              ready.await();
              return call.call();
            }));
      }
    }
    List<T> results = new ArrayList<>();
    for (Future<T> future : running) {
      results.add(result(future));
    }
    return results;
  }

  /// On a thread of its own, and waited for.
  static void aside(Runnable work) {
    var _ =
        run(
            1,
            _ -> {
              work.run();
              return true;
            });
  }

  private static <T> T result(Future<T> done) {
    try {
      return done.get();
    } catch (ExecutionException e) {
      throw new AssertionError("a concurrent call failed", e.getCause());
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }
}
