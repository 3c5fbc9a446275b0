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

  /// How long a checkpoint waits for readers to leave, and every writer with it. Ours read for a
  /// few milliseconds; somebody's backup may read for minutes.
  private static final int PATIENCE_MILLIS = 100;

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
      if (!emptied()) {
        due.set(System.nanoTime() + RETRY.toNanos());
      }
    } catch (SQLException | RuntimeException | Error e) { // the writer must go on
      log.warn("the write-ahead log could not be emptied; the next attempt is in {}", every, e);
      due.set(System.nanoTime() + every.toNanos());
    }
  }

  private boolean emptied() throws SQLException {
    waitAtMost(PATIENCE_MILLIS);
    try {
      return sql.first("pragma wal_checkpoint(truncate)", row -> !row.getBoolean(1)).orElse(false);
    } finally {
      waitAtMost(Database.BUSY_TIMEOUT_MILLIS);
    }
  }

  private void waitAtMost(int millis) throws SQLException {
    int _ = sql.first("pragma busy_timeout = " + millis, row -> row.getInt(1)).orElse(0);
  }
}
