package org.sealpost.storage.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.sealpost.storage.groupcommit.Limits;
import org.sealpost.testing.postgres.PostgresServer;

/// A database on a server of the tests.
final class TestDatabase {
  /// Nobody else writes: acknowledgements would wait out their second in nearly every case.
  private static final Limits IMPATIENT =
      new Limits(Limits.DEFAULT.queued(), Limits.DEFAULT.batch(), Duration.ofMillis(5));

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final PostgresServer server;
  private final String name;

  private TestDatabase(PostgresServer server, String name) {
    this.server = server;
    this.name = name;
  }

  /// A new and empty one on the server that this JVM shares.
  static TestDatabase create() {
    return create(PostgresServer.shared());
  }

  static TestDatabase create(PostgresServer server) {
    TestDatabase made = new TestDatabase(server, "test_" + NUMBER.incrementAndGet());
    new TestDatabase(server, "postgres").execute("create database " + made.name);
    return made;
  }

  /// The same database on another server, which has a copy of it.
  TestDatabase on(PostgresServer copy) {
    return new TestDatabase(copy, name);
  }

  PostgresServer server() {
    return server;
  }

  String url() {
    return server.url(name);
  }

  String name() {
    return name;
  }

  PostgresConfig config() {
    return config(url());
  }

  /// By another way.
  PostgresConfig config(String url) {
    return PostgresConfig.at(url, PostgresServer.USER)
        .withTuning(tuning(6, 64, Duration.ofSeconds(10)));
  }

  /// With a patience of its own.
  static PostgresConfig.Tuning tuning(int poolSize, int queuedCalls, Duration timeout) {
    return new PostgresConfig.Tuning(poolSize, queuedCalls, timeout, timeout, IMPATIENT);
  }

  /// Removes every row but the schema's own.
  void empty() {
    execute(
        """
        do $$
        declare
          name text;
        begin
          foreach name in array array['account', 'data_key', 'inbox', 'envelope', 'repeated_use_key',
              'one_time_key', 'profile', 'invite', 'session', 'counted', 'audit_entry',
              'reservation', 'former_account', 'media', 'media_use'] loop
            execute 'delete from sealpost.' || name;
          end loop;
          update sealpost.counter
            set accepted = 0, acknowledged = 0, expired = 0, purged = 0, left_out = 0;
          update sealpost.audit_tree set size = 0;
          update sealpost.key_generation set oldest = 1;
        end $$
        """);
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(url(), PostgresServer.USER, "");
  }

  void execute(String text) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(text);
    } catch (SQLException e) {
      throw new AssertionError(text, e);
    }
  }

  /// The first column of all rows.
  List<String> ask(String question) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(question)) {
      List<String> answers = new ArrayList<>();
      while (rows.next()) {
        answers.add(String.valueOf(rows.getString(1)));
      }
      return answers;
    } catch (SQLException e) {
      throw new AssertionError(question, e);
    }
  }
}
