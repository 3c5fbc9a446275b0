package org.sealpost.storage.sqlite;

import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.sealpost.protocol.Uuids;

/// The ceiling of what [Measure] measures: the same transactions over the same tables on one
/// thread, by JDBC alone, with nobody to wait for. As many rows in a transaction as callers could
/// share one.
final class BareLoop implements AutoCloseable {
  private static final int BODY_BYTES = 1_024;
  private static final int BACKLOG = 100_000;
  private static final int[] ROWS = {1, 8, 64};

  private record Stored(long inbox, UUID id) {}

  private final Connection connection;
  private final Duration each;
  private final PrintStream out;
  private final Queue<Stored> stored = new ArrayDeque<>();
  private long position;

  private BareLoop(Path file, Duration each, PrintStream out) throws SQLException {
    this.connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    this.each = each;
    this.out = out;
  }

  /// Over a database that was made by a storage and is closed.
  static void print(Path file, Duration each, PrintStream out) throws SQLException {
    try (BareLoop loop = new BareLoop(file, each, out)) {
      loop.prepare();
      loop.fill();
      for (int rows : ROWS) {
        loop.run("bare loop, append", rows, loop::append);
      }
      loop.run("bare loop, read a page of 100", 1, _ -> loop.read());
      for (int rows : ROWS) {
        loop.fill();
        loop.run("bare loop, acknowledge", rows, loop::acknowledge);
      }
    }
  }

  private interface Transaction {
    void of(int rows) throws SQLException;
  }

  private void prepare() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String pragma :
          new String[] {
            "journal_mode = wal",
            "synchronous = full",
            "secure_delete = on",
            "wal_autocheckpoint = 4096",
            "cache_size = -16384"
          }) {
        statement.execute("pragma " + pragma);
      }
      try (ResultSet last = statement.executeQuery("select max(position) from envelope")) {
        position = last.getLong(1);
      }
    }
    connection.setAutoCommit(false);
  }

  /// Enough to acknowledge; not measured.
  private void fill() throws SQLException {
    while (stored.size() < BACKLOG) {
      append(64);
    }
    connection.commit();
  }

  private void run(String what, int rows, Transaction transaction) throws SQLException {
    long begin = System.nanoTime();
    long end = begin + each.toNanos();
    long done = 0;
    while (System.nanoTime() < end && stored.size() >= rows) {
      transaction.of(rows);
      connection.commit();
      done += rows;
    }
    out.printf(
        "| %s, %d a transaction | %.0f | | |%n",
        what, rows, done / ((System.nanoTime() - begin) / 1e9));
  }

  private void append(int rows) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("insert into envelope values (?, ?, ?, ?, ?, ?)")) {
      for (int i = 0; i < rows; i++) {
        byte[] body = new byte[BODY_BYTES];
        ThreadLocalRandom.current().nextBytes(body);
        Stored row = new Stored(inbox(), UUID.randomUUID());
        insert.setLong(1, ++position);
        insert.setLong(2, row.inbox());
        insert.setBytes(3, Uuids.toBytes(row.id()));
        insert.setLong(4, Long.MAX_VALUE);
        insert.setInt(5, BODY_BYTES);
        insert.setBytes(6, body);
        insert.executeUpdate();
        stored.add(row);
      }
    }
    count("accepted", rows);
  }

  private void read() throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select position, id, size, sealed from envelope"
                + " where inbox = ? and position > 0 and expires_at > 0 order by position limit 100")) {
      select.setLong(1, inbox());
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          if (rows.getBytes(4).length != BODY_BYTES) {
            throw new IllegalStateException("not what was written");
          }
        }
      }
    }
  }

  private void acknowledge(int rows) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("delete from envelope where inbox = ? and id = ?")) {
      for (int i = 0; i < rows; i++) {
        Stored row = stored.remove();
        delete.setLong(1, row.inbox());
        delete.setBytes(2, Uuids.toBytes(row.id()));
        delete.executeUpdate();
      }
    }
    count("acknowledged", rows);
  }

  private void count(String what, int rows) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "update counter set last_position = ?, " + what + " = " + what + " + ?")) {
      update.setLong(1, position);
      update.setInt(2, rows);
      update.executeUpdate();
    }
  }

  private static long inbox() {
    return ThreadLocalRandom.current().nextLong(1, Measure.INBOXES + 1);
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
