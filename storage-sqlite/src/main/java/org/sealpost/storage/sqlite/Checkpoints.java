package org.sealpost.storage.sqlite;

import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Empties the write-ahead log at intervals, so that deleted bytes leave it too (promise 5). Runs
/// between commits, on the writer's thread; a database that nobody writes to is left alone.
final class Checkpoints {
  private static final Logger log = LoggerFactory.getLogger(Checkpoints.class);

  /// After a checkpoint that a reader was in the way of.
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final Sql sql;
  private final Duration every;
  private final Deadline due = new Deadline();

  Checkpoints(Sql sql, Duration every) {
    this.sql = sql;
    this.every = every;
  }

  /// Something was written.
  void wrote() {
    due.setIfNone(System.nanoTime() + every.toNanos());
  }

  Deadline due() {
    return due;
  }

  /// Copies the log into the database, syncs it, and cuts the log to nothing.
  void run() {
    due.clear();
    try {
      boolean blocked =
          sql.first("pragma wal_checkpoint(truncate)", row -> row.getBoolean(1)).orElse(true);
      if (blocked) {
        due.set(System.nanoTime() + RETRY.toNanos());
      }
    } catch (SQLException e) {
      log.warn("the write-ahead log could not be emptied; the next attempt is in a second", e);
      due.set(System.nanoTime() + RETRY.toNanos());
    }
  }
}
