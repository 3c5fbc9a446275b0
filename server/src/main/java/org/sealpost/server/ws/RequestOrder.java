package org.sealpost.server.ws;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/// Runs the ordered requests of one socket one after the other and the others at once. Safe for any
/// number of threads; the order is that of the calls.
final class RequestOrder {
  private final Executor executor;
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private boolean running;

  RequestOrder(Executor executor) {
    this.executor = executor;
  }

  void run(boolean ordered, Runnable request) {
    if (!ordered) {
      executor.execute(request);
      return;
    }
    synchronized (waiting) {
      waiting.add(request);
      if (running) {
        return;
      }
      running = true;
    }
    executor.execute(this::drain);
  }

  private void drain() {
    while (true) {
      Runnable next;
      synchronized (waiting) {
        next = waiting.poll();
        if (next == null) {
          running = false;
          return;
        }
      }
      next.run();
    }
  }
}
