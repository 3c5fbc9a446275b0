package org.sealpost.storage.sqlite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.sealpost.storage.StorageRefused;

/// Keeps everybody else away from the database: what the writer remembers is right only while
/// nobody else writes. An OS lock on a file of its own beside the database, gone with the process;
/// on the database itself it would meet SQLite's locks, which a close of any descriptor drops.
///
/// The same is true of this one, so a file that this process holds is never opened a second time.
final class DatabaseLock implements AutoCloseable {
  /// Lock files that this process holds.
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private DatabaseLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  static DatabaseLock take(Path database) {
    Path file;
    try {
      file = lockFileOf(database);
    } catch (IOException e) {
      throw notWritable(database);
    }
    if (!HELD.add(file)) {
      throw new StorageRefused("The database %s is open already.".formatted(database));
    }
    try {
      return new DatabaseLock(file, lock(database, file));
    } catch (RuntimeException e) {
      HELD.remove(file);
      throw e;
    }
  }

  /// One for one database, whatever links lead to it.
  private static Path lockFileOf(Path database) throws IOException {
    Path absolute = database.toAbsolutePath();
    Path real =
        Files.exists(absolute)
            ? absolute.toRealPath()
            : absolute.resolveSibling(".").toRealPath().resolve(absolute.getFileName());
    return real.resolveSibling(real.getFileName() + ".lock");
  }

  private static FileChannel lock(Path database, Path file) {
    FileChannel channel;
    try {
      PrivateFiles.createIfAbsent(file);
      channel = FileChannel.open(file, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw notWritable(database);
    }
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return channel;
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

  private static StorageRefused notWritable(Path database) {
    return new StorageRefused(
        "The database %s cannot be written; give this user write permission to it and its folder."
            .formatted(database));
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      HELD.remove(file);
    }
  }
}
