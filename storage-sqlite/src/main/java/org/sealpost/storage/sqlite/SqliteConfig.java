package org.sealpost.storage.sqlite;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.sealpost.storage.groupcommit.Limits;
import org.sealpost.storage.inboxes.InboxLimits;

/// How to open a SQLite store. Start from [#at] or [#forTests].
///
/// @param file the database; its folder must exist, on a local disk
/// @param synchronous below FULL is refused at open unless `allowUnsafe`
/// @param allowUnsafe `storage.unsafe`: opens although settings break promise 1
/// @param commits bounds of the queue in front of the writer and of one commit
/// @param readers threads that read, each with a connection
/// @param queuedReads reads that may wait for one of them; beyond it they fail with `StorageBusy`
/// @param checkpointEvery how long deleted bytes may stay in the write-ahead log
/// @param cachedAccountBytes bytes of sealed account documents kept in memory
/// @param clock decides what has expired
public record SqliteConfig(
    Path file,
    Synchronous synchronous,
    boolean allowUnsafe,
    Limits commits,
    int readers,
    int queuedReads,
    Duration checkpointEvery,
    long cachedAccountBytes,
    InboxLimits inboxLimits,
    Clock clock) {

  public SqliteConfig {
    if (readers < 1 || queuedReads < 1) {
      throw new IllegalArgumentException("a store needs a reader and a place in its queue");
    }
  }

  /// What a server runs with. Two readers: they are for backlogs, live delivery reads nothing.
  public static SqliteConfig at(Path file) {
    return new SqliteConfig(
        file,
        Synchronous.FULL,
        false,
        Limits.DEFAULT,
        2,
        1_024,
        Duration.ofSeconds(30),
        32L << 20,
        InboxLimits.DEFAULT,
        Clock.systemUTC());
  }

  /// Keeps every promise but the one about power cuts, and is fast.
  public static SqliteConfig forTests(Path file) {
    return at(file).withSynchronous(Synchronous.OFF).withAllowUnsafe(true);
  }

  public SqliteConfig withSynchronous(Synchronous value) {
    return new SqliteConfig(
        file,
        value,
        allowUnsafe,
        commits,
        readers,
        queuedReads,
        checkpointEvery,
        cachedAccountBytes,
        inboxLimits,
        clock);
  }

  public SqliteConfig withAllowUnsafe(boolean value) {
    return new SqliteConfig(
        file,
        synchronous,
        value,
        commits,
        readers,
        queuedReads,
        checkpointEvery,
        cachedAccountBytes,
        inboxLimits,
        clock);
  }

  public SqliteConfig withCommits(Limits value) {
    return new SqliteConfig(
        file,
        synchronous,
        allowUnsafe,
        value,
        readers,
        queuedReads,
        checkpointEvery,
        cachedAccountBytes,
        inboxLimits,
        clock);
  }

  public SqliteConfig withReaders(int value) {
    return new SqliteConfig(
        file,
        synchronous,
        allowUnsafe,
        commits,
        value,
        queuedReads,
        checkpointEvery,
        cachedAccountBytes,
        inboxLimits,
        clock);
  }

  public SqliteConfig withCheckpointEvery(Duration value) {
    return new SqliteConfig(
        file,
        synchronous,
        allowUnsafe,
        commits,
        readers,
        queuedReads,
        value,
        cachedAccountBytes,
        inboxLimits,
        clock);
  }

  public SqliteConfig withInboxLimits(InboxLimits value) {
    return new SqliteConfig(
        file,
        synchronous,
        allowUnsafe,
        commits,
        readers,
        queuedReads,
        checkpointEvery,
        cachedAccountBytes,
        value,
        clock);
  }

  public SqliteConfig withClock(Clock value) {
    return new SqliteConfig(
        file,
        synchronous,
        allowUnsafe,
        commits,
        readers,
        queuedReads,
        checkpointEvery,
        cachedAccountBytes,
        inboxLimits,
        value);
  }
}
