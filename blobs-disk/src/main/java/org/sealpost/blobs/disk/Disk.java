package org.sealpost.blobs.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// What is asked of the file system to change something: few steps, each of which can fail in a
/// test. No step follows a symbolic link at its end. Safe for any thread.
class Disk {
  /// What a hard link is, or what stands in for it where the file system has none.
  private static final Object RENAMING = new Object();

  private final FileStore store;
  private final boolean posix;

  Disk(Path folder) throws IOException {
    this.store = Files.getFileStore(folder);
    this.posix = store.supportsFileAttributeView("posix");
  }

  /// A file that is being written.
  interface Sink extends AutoCloseable {
    /// Adds all of it at the end.
    void write(ByteBuffer bytes) throws IOException;

    /// On stable storage on return.
    void sync() throws IOException;

    @Override
    void close() throws IOException;
  }

  Sink create(Path file) throws IOException {
    return new FileSink(
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            permissions("rw-------")));
  }

  Sink append(Path file) throws IOException {
    return new FileSink(
        FileChannel.open(
            file, StandardOpenOption.WRITE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS));
  }

  void createFolder(Path folder) throws IOException {
    Files.createDirectory(folder, permissions("rwx------"));
  }

  /// What was created, linked or removed in a folder stays so.
  void syncFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /// Gives a file its place, which must be free; the name that it had may remain.
  ///
  /// @throws FileAlreadyExistsException when something is there; it is as it was
  void publish(Path file, Path place) throws IOException {
    try {
      link(file, place);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (FileSystemException e) {
      // A file system without hard links. A rename replaces, so this process looks first.
      synchronized (RENAMING) {
        if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
          throw new FileAlreadyExistsException(null);
        }
        Files.move(file, place, StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }

  void link(Path file, Path place) throws IOException {
    Files.createLink(place, file);
  }

  boolean delete(Path file) throws IOException {
    return Files.deleteIfExists(file);
  }

  long usableBytes() throws IOException {
    return store.getUsableSpace();
  }

  private FileAttribute<?>[] permissions(String mode) {
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
        }
        : new FileAttribute<?>[0];
  }

  private record FileSink(FileChannel channel) implements Sink {
    @Override
    public void write(ByteBuffer bytes) throws IOException {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }

    @Override
    public void sync() throws IOException {
      channel.force(true);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
