package org.sealpost.client.transport;

import java.util.concurrent.atomic.AtomicLong;

/// How much of a transfer has moved, for whoever watches that it does.
final class MovedBytes {
  private final AtomicLong total = new AtomicLong();

  void moved(long bytes) {
    total.addAndGet(bytes);
  }

  long total() {
    return total.get();
  }
}
