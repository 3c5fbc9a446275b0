package org.sealpost.storage.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.sealpost.storage.StorageCorrupt;
import org.sealpost.storage.StorageRefused;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A database file that this process alone has open.
record Held(DatabaseLock lock, Connections connections) implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Held.class);

  /// Opens the file, or makes it when there is none.
  ///
  /// @param whole whether a file that a copy has not finished is refused
  /// @throws StorageRefused when it must not be opened; the message is for a person
  static Held open(SqliteConfig config, boolean whole) {
    Path file = config.file();
    Path folder = file.toAbsolutePath().normalize().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new StorageRefused(
          "The folder of the database %s does not exist; make it first.".formatted(file));
    }
    DatabaseLock lock = DatabaseLock.take(file);
    try {
      PrivateFiles.createIfAbsent(file);
      Connections connections = Connections.open(config);
      if (whole) {
        refuseUnfinished(file, connections);
      }
      return new Held(lock, connections);
    } catch (IOException e) {
      release(lock);
      throw notOpened(file, "input or output failed");
    } catch (SQLException e) {
      release(lock);
      throw refusal(file, e);
    } catch (RuntimeException e) {
      release(lock);
      throw e;
    }
  }

  private static void refuseUnfinished(Path file, Connections connections) throws SQLException {
    Optional<CopyingTable.Copying> copying = new CopyingTable(connections.writing()).find();
    if (copying.isPresent()) {
      connections.closeAll();
      throw new StorageRefused(
          "The database %s is being copied into; finish that with: sealpost storage copy."
              .formatted(file));
    }
  }

  static RuntimeException refusal(Path file, SQLException fault) {
    return Faults.of(fault) instanceof StorageCorrupt damaged
        ? damaged
        : notOpened(file, Faults.code(fault));
  }

  private static StorageRefused notOpened(Path file, String why) {
    return new StorageRefused(
        "The database %s cannot be opened (%s); give this user write permission to it and its folder,"
                .formatted(file, why)
            + " and make sure that the disk is not full.");
  }

  /// For who has closed the connections.
  void release() {
    release(lock);
  }

  private static void release(DatabaseLock lock) {
    try {
      lock.close();
    } catch (IOException e) {
      log.warn("the lock file could not be closed", e);
    }
  }

  @Override
  public void close() {
    try {
      connections.closeAll();
    } catch (SQLException e) {
      log.warn("a connection could not be closed", e);
    }
    release();
  }
}
