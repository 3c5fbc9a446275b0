package org.sealpost.core.media;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.sealpost.storage.media.MediaId;

/// Lets one request at a time write an object. A newer one takes over: a client that comes again
/// has lost its former connection, which may stand half open for minutes. Safe for any number of
/// threads.
final class Appenders {
  /// How long an older request may take to notice that it was cut.
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Map<MediaId, Turn> turns = new ConcurrentHashMap<>();
  private final Duration patience;

  Appenders(Duration patience) {
    this.patience = patience;
  }

  /// The right to write one object, until it is closed.
  final class Turn implements AutoCloseable {
    private final MediaId id;
    private final Runnable cut;
    private final CountDownLatch over = new CountDownLatch(1);

    private Turn(MediaId id, Runnable cut) {
      this.id = id;
      this.cut = cut;
    }

    @Override
    public void close() {
      turns.remove(id, this);
      over.countDown();
    }
  }

  /// Empty when an older request does not let go in time.
  Optional<Turn> take(MediaId id, Incoming incoming) {
    Turn mine = new Turn(id, incoming.cut());
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      Turn before = turns.putIfAbsent(id, mine);
      if (before == null) {
        return Optional.of(mine);
      }
      before.cut.run();
      try {
        if (!before.over.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          return Optional.empty();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Optional.empty();
      }
    }
  }
}
