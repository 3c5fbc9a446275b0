package org.sealpost.storage.sqlite;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Files that their owner alone may read and write, where the file system knows such a thing.
/// SQLite gives its log the permissions of the database.
final class PrivateFiles {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private PrivateFiles() {}

  /// Makes an empty file; one that is there is left as it is.
  static void createIfAbsent(Path file) throws IOException {
    try {
      if (knowsPermissions(file)) {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      } else {
        Files.createFile(file);
      }
    } catch (FileAlreadyExistsException e) {
      // as wanted
    }
  }

  /// Takes a file that is there away from everybody else, such as one that was copied here.
  static void restrict(Path file) throws IOException {
    if (Files.exists(file)
        && knowsPermissions(file)
        && !Files.getPosixFilePermissions(file).equals(OWNER_ONLY)) {
      Files.setPosixFilePermissions(file, OWNER_ONLY);
    }
  }

  private static boolean knowsPermissions(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
