package org.sealpost.storage.sqlite;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.sealpost.storage.groupcommit.Limits;
import org.sealpost.storage.inboxes.InboxLimits;

/// How to open a SQLite store. Start from [#at] or [#forTests].
///
/// @param file the database; its folder must exist, on a local disk
/// @param allowUnsafe `storage.unsafe`: opens although settings break promise 1
/// @param clock decides what has expired
public record SqliteConfig(
    Path file, boolean allowUnsafe, InboxLimits inboxLimits, Clock clock, Tuning tuning) {

  /// What nobody but a test has had a reason to change.
  ///
  /// @param synchronous below FULL is refused at open unless `allowUnsafe`
  /// @param commits bounds of the queue in front of the writer and of one commit
  /// @param readers threads that read, each with a connection
  /// @param queuedReads reads that may wait for one of them; beyond it they fail with `StorageBusy`
  /// @param checkpointEvery how long deleted bytes may stay in the write-ahead log
  /// @param cachedAccountBytes bytes of sealed account documents kept in memory
  public record Tuning(
      Synchronous synchronous,
      Limits commits,
      int readers,
      int queuedReads,
      Duration checkpointEvery,
      long cachedAccountBytes) {
    /// Two readers: they are for backlogs, live delivery reads nothing.
    public static final Tuning DEFAULT =
        new Tuning(Synchronous.FULL, Limits.DEFAULT, 2, 1_024, Duration.ofSeconds(30), 32L << 20);

    public Tuning {
      if (readers < 1 || queuedReads < 1) {
        throw new IllegalArgumentException("a store needs a reader and a place in its queue");
      }
    }
  }

  /// What a server runs with.
  public static SqliteConfig at(Path file) {
    return new SqliteConfig(file, false, InboxLimits.DEFAULT, Clock.systemUTC(), Tuning.DEFAULT);
  }

  /// Keeps every promise but the one about power cuts, and is fast.
  public static SqliteConfig forTests(Path file) {
    return at(file).withSynchronous(Synchronous.OFF).withAllowUnsafe(true);
  }

  public SqliteConfig withAllowUnsafe(boolean value) {
    return new SqliteConfig(file, value, inboxLimits, clock, tuning);
  }

  public SqliteConfig withInboxLimits(InboxLimits value) {
    return new SqliteConfig(file, allowUnsafe, value, clock, tuning);
  }

  public SqliteConfig withClock(Clock value) {
    return new SqliteConfig(file, allowUnsafe, inboxLimits, value, tuning);
  }

  public SqliteConfig withSynchronous(Synchronous value) {
    return withTuning(
        new Tuning(
            value,
            tuning.commits,
            tuning.readers,
            tuning.queuedReads,
            tuning.checkpointEvery,
            tuning.cachedAccountBytes));
  }

  public SqliteConfig withCommits(Limits value) {
    return withTuning(
        new Tuning(
            tuning.synchronous,
            value,
            tuning.readers,
            tuning.queuedReads,
            tuning.checkpointEvery,
            tuning.cachedAccountBytes));
  }

  private SqliteConfig withTuning(Tuning value) {
    return new SqliteConfig(file, allowUnsafe, inboxLimits, clock, value);
  }
}
