package org.sealpost.storage.sqlite;

import java.nio.file.Path;
import java.sql.SQLException;
import org.sealpost.storage.StorageRefused;

/// The version of the tables in a file: refused when this program does not know it, brought forward
/// when it is older.
final class Schema {
  /// "SEAL": tells our files from other SQLite databases.
  private static final int APPLICATION_ID = 0x5345_414C;

  private final Path file;
  private final Sql sql;

  Schema(Path file, Sql writer) {
    this.file = file;
    this.sql = writer;
  }

  /// Brings an empty or older file to the newest version, each step in a transaction of its own: a
  /// file is never between two versions, and whoever is stopped goes on from the last whole step.
  ///
  /// @param beforeCommit run before each step is committed
  void migrate(Runnable beforeCommit) throws SQLException {
    int found = pragma("user_version");
    for (Migration step : Migration.ALL) {
      if (step.version() > found) {
        carryOut(step, beforeCommit);
      }
    }
  }

  private void carryOut(Migration step, Runnable beforeCommit) throws SQLException {
    sql.execute("begin immediate");
    for (String statement : step.statements()) {
      sql.execute(statement);
    }
    sql.execute("pragma application_id = " + APPLICATION_ID);
    sql.execute("pragma user_version = " + step.version());
    beforeCommit.run();
    sql.execute("commit");
  }

  /// Refuses a file whose tables are of a newer version, or not ours.
  void check() throws SQLException {
    int application = pragma("application_id");
    int version = pragma("user_version");
    if (isEmpty()) {
      return;
    }
    if (application != APPLICATION_ID) {
      throw new StorageRefused(
          "The file %s is a database of another program; name a file that does not exist."
              .formatted(file));
    }
    if (version < 1 || version > Migration.NEWEST) {
      throw new StorageRefused(
          "The database %s has schema version %d and this program knows %d; use the version of Sealpost"
                  .formatted(file, version, Migration.NEWEST)
              + " that wrote it, or a newer one.");
    }
  }

  private boolean isEmpty() throws SQLException {
    return count("select count(*) from sqlite_schema") == 0
        && pragma("application_id") == 0
        && pragma("user_version") == 0;
  }

  private int pragma(String name) throws SQLException {
    return count("pragma " + name);
  }

  private int count(String question) throws SQLException {
    return sql.first(question, row -> row.getInt(1)).orElse(0);
  }
}
