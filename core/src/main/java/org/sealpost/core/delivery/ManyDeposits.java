package org.sealpost.core.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.sealpost.storage.StorageUnavailable;

/// Stores the parts of multi-recipient sends, several at a time, so that the store gathers them
/// into few commits. Bounded twice: in parts of one send, and in bytes over all sends, since each
/// part is sealed anew and an answer waits for all of its parts. After a failure no further part is
/// begun. Safe for any number of threads.
final class ManyDeposits {
  /// Of one send; as many as share a commit with profit.
  private static final int MOST_AT_A_TIME = 32;

  /// Of sealed bytes, over all sends.
  private static final int MOST_KIBIBYTES = 32 * 1024;

  private final Executor tasks;
  private final Semaphore kibibytes = new Semaphore(MOST_KIBIBYTES, true);

  ManyDeposits(Executor tasks) {
    this.tasks = tasks;
  }

  /// Does the work for each part and returns when none is under way any more.
  ///
  /// @param bytes what a part costs in memory, about
  /// @throws StorageUnavailable when a part failed, with the first failure
  <T, R> List<R> each(List<T> parts, ToLongFunction<T> bytes, Function<T, R> work) {
    AtomicReferenceArray<@Nullable R> results = new AtomicReferenceArray<>(parts.size());
    AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    Semaphore places = new Semaphore(MOST_AT_A_TIME);
    for (int i = 0; i < parts.size() && failure.get() == null; i++) {
      int index = i;
      T part = parts.get(i);
      int cost = (int) Math.min(MOST_KIBIBYTES, 1 + bytes.applyAsLong(part) / 1024);
      places.acquireUninterruptibly();
      kibibytes.acquireUninterruptibly(cost);
      Runnable task =
          () -> {
            try {
              results.set(index, work.apply(part));
            } catch (RuntimeException e) {
              failure.compareAndSet(null, e);
            } finally {
              kibibytes.release(cost);
              places.release();
            }
          };
      try {
        tasks.execute(task);
      } catch (RejectedExecutionException e) {
        kibibytes.release(cost);
        places.release();
        failure.compareAndSet(null, new StorageUnavailable("the server stops"));
      }
    }
    places.acquireUninterruptibly(MOST_AT_A_TIME);
    RuntimeException failed = failure.get();
    if (failed != null) {
      throw failed;
    }
    List<R> done = new ArrayList<>(parts.size());
    for (int i = 0; i < parts.size(); i++) {
      R result = results.get(i);
      if (result == null) {
        throw new IllegalStateException("a part has no outcome");
      }
      done.add(result);
    }
    return done;
  }
}
