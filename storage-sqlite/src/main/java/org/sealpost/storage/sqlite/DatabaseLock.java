package org.sealpost.storage.sqlite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.sealpost.storage.StorageRefused;

/// Keeps a second process away from the database: what the writer remembers is right only while
/// nobody else writes. An OS lock on a file of its own beside the database, gone with the process;
/// on the database itself it would meet SQLite's locks, which a close of any descriptor drops.
final class DatabaseLock implements AutoCloseable {
  private final FileChannel channel;

  private DatabaseLock(FileChannel channel) {
    this.channel = channel;
  }

  static DatabaseLock take(Path database) {
    Path file = database.resolveSibling(database.getFileName() + ".lock");
    FileChannel channel;
    try {
      PrivateFiles.createIfAbsent(file);
      channel = FileChannel.open(file, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new StorageRefused(
          "The database %s cannot be written; give this user write permission to it and its folder."
              .formatted(database));
    }
    try {
      if (locked(channel)) {
        return new DatabaseLock(channel);
      }
      channel.close();
    } catch (IOException e) {
      throw new StorageRefused(
          "The lock file %s cannot be locked; put the data folder on a local disk."
              .formatted(file));
    }
    throw new StorageRefused(
        "The database %s is open in another process; stop that one first.".formatted(database));
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // by this very process
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
