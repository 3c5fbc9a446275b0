package org.sealpost.server.ws;

import java.time.Duration;

/// Runs something short after a while, unless the server stops before.
@FunctionalInterface
public interface Timers {
  void after(Duration delay, Runnable task);
}
