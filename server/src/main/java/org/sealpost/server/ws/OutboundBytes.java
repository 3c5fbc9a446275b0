package org.sealpost.server.ws;

import java.util.concurrent.atomic.AtomicLong;

/// How many bytes wait, over all sockets, until their clients read them. Each socket's window
/// bounds its own part; this bounds what many slow ones hold together. Safe for any number of
/// threads.
public final class OutboundBytes {
  private final long max;
  private final AtomicLong waiting = new AtomicLong();

  public OutboundBytes(long max) {
    this.max = max;
  }

  void add(long bytes) {
    waiting.addAndGet(bytes);
  }

  void remove(long bytes) {
    waiting.addAndGet(-bytes);
  }

  /// Whether as much waits as may: then a socket that has something waiting gets no more.
  boolean isFull() {
    return waiting.get() >= max;
  }

  public long waiting() {
    return waiting.get();
  }
}
