package org.sealpost.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.sealpost.client.messages.Incoming;

/// Keeps what a client is handed until it is fetched: a handler for programs that would rather ask
/// than be called. It is kept in memory and counts as handled, so a crash loses what was not
/// fetched. Safe for any number of threads.
public final class Mailbox implements Consumer<Incoming> {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<Incoming> kept = new ArrayList<>();

  @Override
  public void accept(Incoming incoming) {
    lock.lock();
    try {
      kept.add(incoming);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Takes the oldest of this kind, waiting for one if need be; others stay.
  public <T extends Incoming> Optional<T> take(Class<T> kind, Duration limit)
      throws InterruptedException {
    lock.lock();
    try {
      long nanos = limit.toNanos();
      while (true) {
        for (Incoming each : kept) {
          if (kind.isInstance(each)) {
            kept.remove(each);
            return Optional.of(kind.cast(each));
          }
        }
        if (nanos <= 0) {
          return Optional.empty();
        }
        nanos = changed.awaitNanos(nanos);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Takes everything that is there, in order.
  public List<Incoming> takeAll() {
    lock.lock();
    try {
      List<Incoming> all = List.copyOf(kept);
      kept.clear();
      return all;
    } finally {
      lock.unlock();
    }
  }
}
