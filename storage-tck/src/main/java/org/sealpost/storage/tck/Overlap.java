package org.sealpost.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Two calls, the second made while the first stands before its commit.
///
/// @param overtaken whether the second is known to have returned before the first was let go on; a
///   store may as well make it wait
record Overlap<A, B>(A first, B second, boolean overtaken) {
  /// How long the second may take before it counts as one that waits for the first. A store that
  /// makes it wait costs a case this long; one that is slow makes it miss a mistake, never fail.
  private static final Duration PATIENCE = Duration.ofMillis(200);

  /// Two writes.
  static <A, B> Overlap<A, B> of(StoreUnderTest store, Callable<A> first, Callable<B> second) {
    return run(store, first, second, PATIENCE);
  }

  /// A write and a read, which does not wait for it.
  static <A, B> Overlap<A, B> ofRead(StoreUnderTest store, Callable<A> first, Callable<B> second) {
    Overlap<A, B> overlap = run(store, first, second, CommitGate.LONGEST);
    assertThat(overlap.overtaken()).as("a read waits for no commit").isTrue();
    return overlap;
  }

  private static <A, B> Overlap<A, B> run(
      StoreUnderTest store, Callable<A> first, Callable<B> second, Duration patience) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<A> held;
      Future<B> meanwhile;
      boolean overtaken;
      try (CommitGate.Pause pause = store.commits().pauseNext()) {
        held = threads.submit(first);
        pause.awaitCommit();
        meanwhile = threads.submit(second);
        overtaken = isDoneWithin(patience, meanwhile);
      }
      return new Overlap<>(held.get(), meanwhile.get(), overtaken);
    } catch (ExecutionException e) {
      throw new AssertionError("an overlapping call failed", e.getCause());
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  private static boolean isDoneWithin(Duration patience, Future<?> call)
      throws InterruptedException, ExecutionException {
    try {
      Object _ = call.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }
}
