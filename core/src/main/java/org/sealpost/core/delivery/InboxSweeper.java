package org.sealpost.core.delivery;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.InboxStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Removes envelopes whose time is over, and the inboxes that devices left behind. In pieces, so
/// that a sweep never holds the store's writer for long; a store that is away, or a backlog larger
/// than one run, waits for the next run. Safe for any number of threads.
public final class InboxSweeper {
  private static final Logger LOG = LoggerFactory.getLogger(InboxSweeper.class);

  /// Envelopes removed in one call, and calls in one run.
  private static final int PIECE = 500;

  private static final int MOST_PIECES = 1_000;

  private final InboxStore store;
  private final AtomicBoolean sweeping = new AtomicBoolean();

  public InboxSweeper(InboxStore store) {
    this.store = store;
  }

  /// Sweeps again and again until the scheduler is shut down. The scheduler's thread only starts
  /// the runs; `tasks` runs them.
  public void run(ScheduledExecutorService scheduler, Executor tasks, Duration every) {
    var _ =
        scheduler.scheduleWithFixedDelay(
            () -> tasks.execute(this::sweepOnce),
            every.toMillis(),
            every.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /// What one run removed.
  public record Swept(int expired, int purged) {}

  /// One run; returns at once with nothing when another is under way.
  public Swept sweep() {
    if (!sweeping.compareAndSet(false, true)) {
      return new Swept(0, 0);
    }
    try {
      int expired = sweepExpired();
      return new Swept(expired, purgeAbandoned());
    } finally {
      sweeping.set(false);
    }
  }

  private void sweepOnce() {
    try {
      Swept swept = sweep();
      LOG.debug("swept {} expired and {} abandoned envelopes", swept.expired(), swept.purged());
    } catch (StorageUnavailable e) {
      LOG.warn("the sweep of inboxes waits: {}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("the sweep of inboxes failed", e);
    }
  }

  private int sweepExpired() {
    int total = 0;
    for (int piece = 0; piece < MOST_PIECES; piece++) {
      int removed = store.sweepExpired(PIECE);
      total += removed;
      if (removed < PIECE) {
        break;
      }
    }
    return total;
  }

  private int purgeAbandoned() {
    int total = 0;
    int pieces = 0;
    for (InboxId inbox : store.abandoned(MOST_PIECES)) {
      boolean done = false;
      while (!done && pieces++ < MOST_PIECES) {
        var progress = store.purge(inbox, PIECE);
        total += progress.removed();
        done = progress.done();
      }
    }
    return total;
  }
}
