package org.sealpost.core.delivery;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/// Tasks that run when the test says so, in its thread.
final class HeldTasks implements Executor {
  private final ArrayDeque<Runnable> held = new ArrayDeque<>();
  private boolean closed;

  @Override
  public void execute(Runnable task) {
    if (closed) {
      throw new RejectedExecutionException("closed");
    }
    held.add(task);
  }

  void close() {
    closed = true;
  }

  void reopen() {
    closed = false;
  }

  int count() {
    return held.size();
  }

  Runnable take() {
    return held.remove();
  }

  /// Also those that come of them.
  void runAll() {
    while (!held.isEmpty()) {
      take().run();
    }
  }
}
