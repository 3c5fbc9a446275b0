package org.sealpost.server.ws;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/// All open sockets, so that they can be closed with their requests answered when the server stops.
/// Safe for any number of threads.
final class OpenSockets {
  private static final int GOING_AWAY = 1001;
  private static final long LOOK_NANOS = Duration.ofMillis(5).toNanos();

  private final Set<Tunnel> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closing;

  /// Whether no more sockets are let in.
  boolean closing() {
    return closing;
  }

  void opened(Tunnel tunnel) {
    open.add(tunnel);
    if (closing) {
      goAway(tunnel);
    }
  }

  void closed(Tunnel tunnel) {
    open.remove(tunnel);
  }

  /// Reads nothing more from anybody and returns when what was under way is answered, or after so
  /// long.
  void close(Duration patience) {
    closing = true;
    open.forEach(OpenSockets::goAway);
    long end = System.nanoTime() + patience.toNanos();
    while (open.stream().anyMatch(Tunnel::isBusy) && System.nanoTime() < end) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private static void goAway(Tunnel tunnel) {
    tunnel.closeAfterAnswers(GOING_AWAY, "The server stops");
  }
}
