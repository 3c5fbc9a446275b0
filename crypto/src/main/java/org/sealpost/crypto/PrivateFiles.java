package org.sealpost.crypto;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.Set;

/// Writes files that only their owner may read (0600, in folders of 0700), whole or not at all, and
/// durable before it returns.
final class PrivateFiles {
  private PrivateFiles() {}

  static void makeFolder(Path folder) {
    try {
      Files.createDirectories(folder, permissions(folder, "rwx------"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Replaces what is there.
  static void write(Path file, byte[] content) {
    Path temporary = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.deleteIfExists(temporary);
      Set<StandardOpenOption> options =
          EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      try (FileChannel channel =
          FileChannel.open(temporary, options, permissions(file, "rw-------"))) {
        ByteBuffer rest = ByteBuffer.wrap(content);
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
        channel.force(true);
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      syncFolderOf(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Removes a file so that it stays removed.
  static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
      syncFolderOf(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Gives a file another name, durably.
  static void move(Path from, Path to) {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
      syncFolderOf(to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Overwrites a file with random bytes, syncs and removes it.
  static void destroy(Path file, SecureRandom random) {
    try {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        byte[] noise = new byte[Math.toIntExact(channel.size())];
        random.nextBytes(noise);
        ByteBuffer rest = ByteBuffer.wrap(noise);
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
        channel.force(true);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    remove(file);
  }

  /// Makes the names in a folder durable.
  static void sync(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Makes the file's name durable.
  static void syncFolderOf(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      return;
    }
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static FileAttribute<?>[] permissions(Path file, String text) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text))
        }
        : new FileAttribute<?>[0];
  }
}
