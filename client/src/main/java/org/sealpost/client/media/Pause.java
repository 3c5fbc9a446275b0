package org.sealpost.client.media;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// How a transfer waits before its next try.
public interface Pause {
  /// By the clock.
  Pause REAL = length -> TimeUnit.NANOSECONDS.sleep(length.toNanos());

  void wait(Duration length) throws InterruptedException;
}
