package org.sealpost.crypto;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A few platform threads for libsignal. Its calls are native and pin the carrier of a virtual
/// thread, of which there are as many as processors: without this, verifying a hundred prekeys
/// would stop everybody else. The call blocks its virtual thread only. What waits is bounded;
/// whoever comes later waits for a place.
public final class NativeCalls implements AutoCloseable {
  private static final int WAITING = 1024;

  private final ExecutorService threads;
  private final Semaphore places = new Semaphore(WAITING);

  public NativeCalls(int threads) {
    this.threads =
        Executors.newFixedThreadPool(
            threads, Thread.ofPlatform().name("native-", 0).daemon().factory());
  }

  /// One thread less than there are processors, and at least one.
  public static NativeCalls sized() {
    return new NativeCalls(Math.max(1, Runtime.getRuntime().availableProcessors() - 1));
  }

  /// Runs the work on a native thread and returns its result; what it throws is thrown here.
  public <T> T call(Supplier<T> work) {
    places.acquireUninterruptibly();
    try {
      return await(threads.submit(work::get));
    } finally {
      places.release();
    }
  }

  private static <T> T await(Future<T> result) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return result.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw asUnchecked(e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static RuntimeException asUnchecked(@Nullable Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException known ? known : new IllegalStateException(cause);
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
