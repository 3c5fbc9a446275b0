package org.sealpost.server.boot;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.sealpost.protocol.Bytes;
import org.sealpost.testing.postgres.PostgresServer;

/// A database on a PostgreSQL of this test's own: its files have nothing of other tests.
///
/// @param ends whether the server ends with this one
record PostgresTestDatabase(Path data, PostgresServer server, String name, boolean ends)
    implements TestDatabase {

  static PostgresTestDatabase create(Path data) {
    PostgresServer server =
        PostgresServer.create(data.resolveSibling(data.getFileName() + "-postgres"));
    server.start(Map.of());
    server.execute("create database original");
    return new PostgresTestDatabase(data, server, "original", true);
  }

  @Override
  public String storage() {
    return "{type: postgres, postgres: {url: '"
        + server.url(name)
        + "', user: "
        + PostgresServer.USER
        + ", poolSize: 4}}";
  }

  private Connection connect() throws SQLException {
    Connection connection = DriverManager.getConnection(server.url(name), PostgresServer.USER, "");
    connection.setSchema("sealpost");
    return connection;
  }

  @Override
  public List<Cell> cells() {
    try (Connection connection = connect()) {
      return JdbcCells.of(
          connection,
          """
          select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'S') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
          """);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public Bytes files() throws IOException {
    server.execute("checkpoint");
    return SqliteTestDatabase.filesUnder(server.data(), "");
  }

  @Override
  public TestDatabase copy(Path folder) {
    String copied = "copy_" + folder.getFileName().toString().replaceAll("[^a-z0-9]", "_");
    server.execute("create database " + copied + " template " + name);
    return new PostgresTestDatabase(folder, server, copied, false);
  }

  @Override
  public void takeDataKeysOf(TestDatabase other) {
    try (Connection from = ((PostgresTestDatabase) other).connect();
        Connection to = connect()) {
      JdbcCells.replaceDataKeys(from, to);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    if (ends) {
      server.close();
    }
  }
}
