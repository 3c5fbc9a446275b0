package org.sealpost.client.work;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/// A value that others may wait for. Safe for any number of threads.
///
/// @param <T> what is watched; not null
public final class Watched<T> {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private T value;

  public Watched(T first) {
    this.value = first;
  }

  public T get() {
    lock.lock();
    try {
      return value;
    } finally {
      lock.unlock();
    }
  }

  public void set(T next) {
    lock.lock();
    try {
      value = next;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Sets the next value if the present one is `expected`.
  public void replace(T expected, T next) {
    lock.lock();
    try {
      if (value.equals(expected)) {
        set(next);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Waits until the value is as wanted; false when the time is over first.
  public boolean await(Predicate<T> wanted, Duration limit) throws InterruptedException {
    lock.lock();
    try {
      long nanos = limit.toNanos();
      while (!wanted.test(value)) {
        if (nanos <= 0) {
          return false;
        }
        nanos = changed.awaitNanos(nanos);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }
}
