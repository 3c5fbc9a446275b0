package org.sealpost.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/// Where a store passes before each commit: when a write is decided, and nobody else may see it
/// yet. A case stops the next commit here and lets others run meanwhile, so that a race comes out
/// the same every time; or it looks at the store at every commit, or loses one there. Open unless a
/// case says otherwise. Safe for any thread.
public final class CommitGate implements Runnable {
  /// So that a case that failed leaves no thread behind.
  static final Duration LONGEST = Duration.ofSeconds(20);

  /// One commit that is held back.
  static final class Pause implements AutoCloseable {
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    void awaitCommit() throws InterruptedException {
      assertThat(reached.await(LONGEST.toMillis(), TimeUnit.MILLISECONDS))
          .as("a store calls beforeCommit before every commit")
          .isTrue();
    }

    @Override
    public void close() {
      released.countDown();
    }

    private void hold() {
      reached.countDown();
      try {
        boolean _ = released.await(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static final Pause OPEN = new Pause();

  private volatile Runnable each = () -> {};
  private final AtomicReference<Pause> next = new AtomicReference<>(OPEN);

  /// Holds the next commit back until the pause is closed.
  Pause pauseNext() {
    Pause pause = new Pause();
    next.set(pause);
    return pause;
  }

  /// Runs this at each commit, on the thread that commits, until told otherwise. What it throws is
  /// what a connection lost just before the commit is to the store.
  void atEach(Runnable work) {
    each = work;
  }

  @Override
  public void run() {
    each.run();
    Pause pause = next.getAndSet(OPEN);
    if (pause != OPEN) {
      pause.hold();
    }
  }
}
