package org.sealpost.storage.sqlite;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.sealpost.storage.StorageRefused;

/// The one connection that writes and those that read, to a file that was found to be ours and safe
/// to use. Whoever is handed one of them closes it.
record Connections(Sql writing, List<Sql> reading) {
  /// @throws StorageRefused when the file must not be opened; nothing stays open then
  static Connections open(SqliteConfig config) throws SQLException {
    Path file = config.file();
    Database database = new Database(file, config.tuning().synchronous());
    try (Sql looking = database.openReader()) { // a writer's settings would change the file
      new Schema(file, looking).check();
    }
    restrict(file);
    Sql writing = database.openWriter();
    Connections connections = new Connections(writing, new ArrayList<>());
    try {
      new Schema(file, writing).migrate(() -> {});
      database.check(writing, config.allowUnsafe());
      for (int i = 0; i < config.tuning().readers(); i++) {
        connections.reading.add(database.openReader());
      }
      return connections;
    } catch (SQLException | RuntimeException e) {
      connections.closeAll();
      throw e;
    }
  }

  /// The database and what SQLite keeps beside it.
  private static void restrict(Path file) {
    try {
      for (String suffix : List.of("", "-wal", "-shm")) {
        PrivateFiles.restrict(file.resolveSibling(file.getFileName() + suffix));
      }
    } catch (IOException e) {
      throw new StorageRefused(
          "The database %s can be read by others, and this user may not change that; make this user its owner."
              .formatted(file));
    }
  }

  void closeAll() throws SQLException {
    writing.close();
    for (Sql reader : reading) {
      reader.close();
    }
  }
}
