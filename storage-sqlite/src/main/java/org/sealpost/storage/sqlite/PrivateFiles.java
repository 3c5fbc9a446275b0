package org.sealpost.storage.sqlite;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/// Files that their owner alone may read and write, where the file system knows such a thing.
/// SQLite gives its log the permissions of the database.
final class PrivateFiles {
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private PrivateFiles() {}

  /// Makes an empty file; one that is there is left as it is.
  static void createIfAbsent(Path file) throws IOException {
    try {
      if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.createFile(file, OWNER_ONLY);
      } else {
        Files.createFile(file);
      }
    } catch (FileAlreadyExistsException e) {
      // as wanted
    }
  }
}
