package org.sealpost.storage.tck;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.sealpost.storage.Storage;
import org.sealpost.storage.inboxes.InboxLimits;

/// The store that a contract tests, open over data of its own, and the clock that it goes by.
public final class StoreUnderTest implements AutoCloseable {
  /// Small, so that an inbox is soon full.
  public static final InboxLimits LIMITS = new InboxLimits(2_048, 40, 40_000);

  /// Opens the storage over the same data each time: what one kept the next one finds.
  @FunctionalInterface
  public interface Opener {
    /// Opens it.
    ///
    /// @param beforeCommit to be run before each commit, by the thread that commits, when the write
    ///   is decided and nobody else may see it yet; it may take its time, or fail with
    ///   `StorageUnavailable`: the call fails with it, and nothing of the commit is there
    Storage open(InboxLimits limits, Clock clock, Runnable beforeCommit);
  }

  private final Opener opener;
  private final Duration outboxLag;
  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-23T09:00:00Z"));
  private final CommitGate commits = new CommitGate();
  private Storage storage;

  public StoreUnderTest(Opener opener) {
    this(opener, Duration.ZERO);
  }

  /// A store whose audit outbox is read from an index that lags.
  ///
  /// @param outboxLag how long a case waits for the outbox to show what was committed
  public StoreUnderTest(Opener opener, Duration outboxLag) {
    this.opener = opener;
    this.outboxLag = outboxLag;
    this.storage = opener.open(LIMITS, clock, commits);
  }

  public Storage storage() {
    return storage;
  }

  public ManualClock clock() {
    return clock;
  }

  Duration outboxLag() {
    return outboxLag;
  }

  CommitGate commits() {
    return commits;
  }

  /// As a restart does.
  public void reopen() {
    storage.close();
    storage = opener.open(LIMITS, clock, commits);
  }

  @Override
  public void close() {
    storage.close();
  }
}
