package org.sealpost.client;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Whether the backlog of the connection that was asked for has been received.
final class CaughtUp {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean reached;

  void expect() {
    lock.lock();
    try {
      reached = false;
    } finally {
      lock.unlock();
    }
  }

  void reached() {
    lock.lock();
    try {
      reached = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean await(Duration limit) throws InterruptedException {
    lock.lock();
    try {
      long nanos = limit.toNanos();
      while (!reached) {
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
