package org.sealpost.server.boot;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/// The folder in which a server lives. Everything in it belongs to its owner alone (folders 0700,
/// files 0600).
///
/// ```
///   keys/          store keys and server secrets; whoever has them and the database can read both
///   tls/           development CA, certificate, private keys
///   sealpost.db    the embedded store (and its -wal, -shm, -lock)
///   lock           held while a server or a command works here
///   url            where the running server is reached; `port` and `admin-port` its ports
///   control.sock   how commands reach the running server; where its path would be too long for a
///                  socket, `control.path` says where it is
/// ```
public final class DataDirectory {
  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

  private final Path root;

  private DataDirectory(Path root) {
    this.root = root;
  }

  /// Makes the folder where there is none.
  ///
  /// @throws CannotStart when it cannot be made or written to
  public static DataDirectory openOrCreate(Path root) {
    try {
      if (!Files.exists(root)) {
        Path parent = root.toAbsolutePath().getParent();
        if (parent != null) {
          Files.createDirectories(parent);
        }
        Files.createDirectory(root, PosixFilePermissions.asFileAttribute(FOLDER));
      }
    } catch (IOException e) {
      throw new CannotStart(
          "the data folder " + root + " cannot be made; give --data a folder that you may write to",
          e);
    }
    return checked(root);
  }

  /// Opens the folder of a server that has been started before.
  ///
  /// @throws CannotStart when there is no such folder or it cannot be written to
  public static DataDirectory open(Path root) {
    if (!Files.isDirectory(root.resolve("keys"))) {
      throw new CannotStart(
          "there is no server in " + root + " yet; start one with: sealpost serve --data " + root);
    }
    return checked(root);
  }

  private static DataDirectory checked(Path root) {
    if (!Files.isDirectory(root)) {
      throw new CannotStart("the data folder " + root + " is not a folder; give --data another");
    }
    if (!Files.isWritable(root)) {
      throw new CannotStart(
          "the data folder "
              + root
              + " cannot be written to; give it to the user who runs this, or give --data another");
    }
    return new DataDirectory(root.toAbsolutePath().normalize());
  }

  public Path root() {
    return root;
  }

  public Path keys() {
    return root.resolve("keys");
  }

  public Path tls() {
    return root.resolve("tls");
  }

  public Path database() {
    return root.resolve("sealpost.db");
  }

  public Path controlSocket() {
    return root.resolve("control.sock");
  }

  Path controlSocketElsewhere() {
    return root.resolve("control.path");
  }

  /// Takes the folder for this process alone; empty when another has it.
  Optional<FileLock> lock() {
    try {
      Path file = root.resolve("lock");
      createPrivate(file);
      FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
      try {
        FileLock lock = channel.tryLock();
        if (lock != null) {
          return Optional.of(lock);
        }
      } catch (OverlappingFileLockException e) {
        // held by this process: the same answer
      }
      channel.close();
      return Optional.empty();
    } catch (IOException e) {
      throw new CannotStart(
          "the data folder " + root + " cannot be locked; see that its file system can do it", e);
    }
  }

  /// What the running server said of itself, or the last one did.
  public Optional<String> noted(String name) {
    try {
      return Optional.of(Files.readString(root.resolve(name), StandardCharsets.UTF_8).trim());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /// Replaces a note at once: a reader sees the old one or the new one.
  void note(String name, String text) {
    try {
      Path next = root.resolve(name + ".next");
      createPrivate(next);
      Files.writeString(next, text + "\n", StandardCharsets.UTF_8);
      Files.move(
          next,
          root.resolve(name),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new CannotStart("nothing can be written to the data folder " + root, e);
    }
  }

  private static void createPrivate(Path file) throws IOException {
    if (!Files.exists(file)) {
      Files.createFile(file, PosixFilePermissions.asFileAttribute(FILE));
    }
  }
}
