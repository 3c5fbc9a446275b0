package org.sealpost.storage.dynamo;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.sealpost.storage.StorageBusy;
import org.sealpost.storage.StorageUnavailable;
import software.amazon.awssdk.core.exception.SdkException;

/// Makes calls of the service, not too many at a time, and makes those again that may succeed then.
/// What is handed in must be the same call each time. Safe for any thread.
final class Attempts implements AutoCloseable {
  /// How often a call is made in all, by what became of it. Transactions that meet each other are
  /// soon through; a service that is throttled or away wants to be left alone.
  private static final int MOST_AFTER_CONFLICTS = 15;

  private static final int MOST_AFTER_FAULTS = 4;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(10);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(600);

  private final Semaphore gate;
  private final int permits;
  private final int maxWaiting;
  private final Duration patience;
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicBoolean closed = new AtomicBoolean();

  Attempts(DynamoConfig.Tuning tuning) {
    this.permits = tuning.calls();
    this.gate = new Semaphore(permits, true);
    this.maxWaiting = tuning.queuedCalls();
    this.patience = tuning.callTimeout();
  }

  /// @throws StorageBusy when too many wait already, or the service limits requests; nothing was
  ///   done
  /// @throws StorageUnavailable when nobody knows what became of it, also of one attempt of several
  <T> T make(Supplier<T> call) {
    boolean doubtful = false;
    for (int made = 1; ; made++) {
      try {
        return throughGate(call);
      } catch (SdkException fault) {
        Faults.Kind kind = Faults.kind(fault);
        doubtful |= Faults.mayBeDone(fault);
        boolean again =
            switch (kind) {
              case CONFLICT -> made < MOST_AFTER_CONFLICTS;
              case THROTTLED, UNKNOWN -> made < MOST_AFTER_FAULTS;
              case REFUSED, INTERRUPTED -> false;
            };
        if (!again) {
          throw sure(Faults.of(fault), doubtful);
        }
        pause(made);
      } catch (StorageBusy busy) {
        throw sure(busy, doubtful);
      }
    }
  }

  /// Who is told that the store is busy takes it that nothing was done.
  private static RuntimeException sure(RuntimeException fault, boolean doubtful) {
    return doubtful && fault instanceof StorageBusy
        ? new StorageUnavailable(String.valueOf(fault.getMessage()))
        : fault;
  }

  /// For a call that must not be made twice: it counts something.
  <T> T makeOnce(Supplier<T> call) {
    try {
      return throughGate(call);
    } catch (SdkException fault) {
      throw sure(Faults.of(fault), Faults.mayBeDone(fault));
    }
  }

  /// A random part of what doubles each time, so that those who met do not meet again.
  static void pause(int made) {
    long most =
        Math.min(LONGEST_PAUSE.toMillis(), FIRST_PAUSE.toMillis() << Math.min(made - 1, 10));
    try {
      TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextLong(1, most + 1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StorageUnavailable("interrupted while waiting for the database", e);
    }
  }

  private <T> T throughGate(Supplier<T> call) {
    refuseWhenClosed();
    enter();
    try {
      refuseWhenClosed();
      return call.get();
    } finally {
      gate.release();
    }
  }

  private void refuseWhenClosed() {
    if (closed.get()) {
      throw new StorageUnavailable("the store is closed");
    }
  }

  private void enter() {
    if (gate.tryAcquire()) {
      return;
    }
    if (waiting.incrementAndGet() > maxWaiting) {
      waiting.decrementAndGet();
      throw new StorageBusy("too many calls wait for the database");
    }
    try {
      if (!gate.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new StorageBusy("the database answers too slowly");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StorageUnavailable("interrupted while waiting for the database", e);
    } finally {
      waiting.decrementAndGet();
    }
  }

  /// Refuses what comes, and waits a while for what is under way.
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    try {
      if (gate.tryAcquire(permits, patience.toMillis(), TimeUnit.MILLISECONDS)) {
        gate.release(permits); // who waits is told at once
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
