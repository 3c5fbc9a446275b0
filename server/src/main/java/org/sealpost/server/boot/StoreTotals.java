package org.sealpost.server.boot;

import java.time.Duration;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.inboxes.InboxStore;
import org.sealpost.storage.inboxes.InboxTotals;

/// The totals for a scrape, which asks for one after the other: asked for once, and while the store
/// is away those that were seen last. Safe for any thread.
final class StoreTotals {
  /// A scrape takes less.
  private static final Duration FRESH = Duration.ofMillis(50);

  /// Each question to a store that is away costs a wait.
  private static final Duration AWAY = Duration.ofSeconds(5);

  private final InboxStore inboxes;
  private InboxTotals last;
  private long askAt;

  StoreTotals(InboxStore inboxes) {
    this.inboxes = inboxes;
    this.last = inboxes.totals();
    this.askAt = System.nanoTime();
  }

  synchronized InboxTotals get() {
    if (System.nanoTime() - askAt >= 0) {
      Duration keep = FRESH;
      try {
        last = inboxes.totals();
      } catch (StorageUnavailable e) {
        keep = AWAY; // the health check says so
      }
      askAt = System.nanoTime() + keep.toNanos();
    }
    return last;
  }
}
