package org.sealpost.server.http;

import java.util.concurrent.atomic.AtomicLong;

/// How many bytes of requests may be in memory at a time, over all connections of one kind: from
/// their first byte until they are answered. Safe for any number of threads.
public final class InboundBytes {
  private final long max;
  private final AtomicLong held = new AtomicLong();

  public InboundBytes(long max) {
    this.max = max;
  }

  /// False, and nothing reserved, when there is no room.
  public boolean reserve(long bytes) {
    if (held.addAndGet(bytes) > max) {
      held.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  public void release(long bytes) {
    held.addAndGet(-bytes);
  }

  public long held() {
    return held.get();
  }
}
