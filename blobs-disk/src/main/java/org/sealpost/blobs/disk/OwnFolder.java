package org.sealpost.blobs.disk;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.sealpost.storage.StorageRefused;

/// Makes a folder the store's own, or sees that it is: the store deletes files, and must not do so
/// among somebody else's.
final class OwnFolder {
  static final String OBJECTS = "objects";
  static final String UNFINISHED = "unfinished";
  private static final String MARK = "sealpost-blobs";
  private static final String VERSION = "1";

  /// What the root of a disk has by itself.
  private static final String FOUND = "lost+found";

  private OwnFolder() {}

  /// Returns the folder as it is called without links.
  static Path take(Path folder) {
    try {
      return taken(folder);
    } catch (IOException e) {
      throw new StorageRefused(
          "The media folder %s cannot be used (%s); give the server one that it may write to."
              .formatted(folder, e.getClass().getSimpleName()));
    }
  }

  private static Path taken(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      Path parent = folder.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      new Disk(parent == null ? folder : parent).createFolder(folder);
    }
    if (!Files.isDirectory(folder)) {
      throw new StorageRefused("The media folder %s is not a folder.".formatted(folder));
    }
    Path root = folder.toRealPath();
    Disk disk = new Disk(root);
    Path mark = root.resolve(MARK);
    if (!Files.exists(mark, LinkOption.NOFOLLOW_LINKS)) {
      if (!isEmpty(root)) {
        throw new StorageRefused(
            "The media folder %s has files in it that are not the server's; give it an empty one."
                .formatted(folder));
      }
      makePrivate(root, "rwx------");
      Files.writeString(mark, VERSION + "\n");
      makePrivate(mark, "rw-------");
      disk.syncFolder(root);
    }
    checkMark(folder, mark);
    checkPermissions(folder, root);
    for (String name : new String[] {OBJECTS, UNFINISHED}) {
      Path inner = root.resolve(name);
      if (!Files.exists(inner, LinkOption.NOFOLLOW_LINKS)) {
        disk.createFolder(inner);
        disk.syncFolder(root);
      }
      if (!Files.isDirectory(inner, LinkOption.NOFOLLOW_LINKS) || !Files.isWritable(inner)) {
        throw new StorageRefused(
            "%s in the media folder %s is not a folder that the server may write to."
                .formatted(name, folder));
      }
    }
    return root;
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        if (!file.getFileName().toString().equals(FOUND)) {
          return false;
        }
      }
      return true;
    }
  }

  /// An empty mark is what a crash left of it.
  private static void checkMark(Path folder, Path mark) throws IOException {
    if (!Files.isRegularFile(mark, LinkOption.NOFOLLOW_LINKS)) {
      throw new StorageRefused("%s in %s is not a file.".formatted(MARK, folder));
    }
    String version = Files.size(mark) > 16 ? "another" : Files.readString(mark).strip();
    if (!version.isEmpty() && !version.equals(VERSION)) {
      throw new StorageRefused(
          "The media folder %s was made by a newer server (version %s of its format)."
              .formatted(folder, version));
    }
  }

  private static void makePrivate(Path path, String permissions) throws IOException {
    if (Files.getFileStore(path).supportsFileAttributeView(PosixFileAttributeView.class)) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }
  }

  private static void checkPermissions(Path folder, Path root) throws IOException {
    if (!Files.getFileStore(root).supportsFileAttributeView(PosixFileAttributeView.class)) {
      return;
    }
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(root);
    if (permissions.contains(PosixFilePermission.GROUP_WRITE)
        || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
      throw new StorageRefused(
          "Others may write to the media folder %s; chmod 700 it.".formatted(folder));
    }
  }
}
