package org.sealpost.server.boot;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.sealpost.protocol.Bytes;

/// The embedded database, in the data folder itself.
record SqliteTestDatabase(Path data) implements TestDatabase {
  @Override
  public String storage() {
    return "{type: sqlite}";
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + data.resolve("sealpost.db"));
  }

  @Override
  public List<Cell> cells() {
    try (Connection connection = connect()) {
      return JdbcCells.of(connection, "select name from sqlite_schema where type = 'table'");
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public Bytes files() throws IOException {
    return filesUnder(data, "");
  }

  /// All bytes of all files below a folder whose names begin so.
  static Bytes filesUnder(Path folder, String prefix) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (file.getFileName().toString().startsWith(prefix)) {
          all.writeBytes(Files.readAllBytes(file));
        }
      }
    }
    return Bytes.wrap(all.toByteArray());
  }

  @Override
  public TestDatabase copy(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (String name : List.of("sealpost.db", "sealpost.db-wal")) {
      if (Files.exists(data.resolve(name))) {
        Files.copy(data.resolve(name), folder.resolve(name));
      }
    }
    return new SqliteTestDatabase(folder);
  }

  @Override
  public void takeDataKeysOf(TestDatabase other) {
    try (Connection from = ((SqliteTestDatabase) other).connect();
        Connection to = connect()) {
      JdbcCells.replaceDataKeys(from, to);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {}
}
