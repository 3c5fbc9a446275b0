package org.sealpost.testing.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/// The server's programs, unpacked once for each module that tests with them.
final class PostgresBinaries {
  /// The bundle on the class path is one of these: the build chooses it for its machine.
  private static final List<String> BUNDLES =
      List.of(
          "postgres-linux-x86_64.txz",
          "postgres-linux-arm_64.txz",
          "postgres-darwin-x86_64.txz",
          "postgres-darwin-arm_64.txz");

  private static final int OWNER_MAY_EXECUTE = 0100;

  private PostgresBinaries() {}

  /// Unpacks into the folder unless that has been done; returns where the programs are. The
  /// property `sealpost.postgres.bin` names those of another server, say of the oldest version.
  static synchronized Path unpack(Path folder) throws IOException {
    String other = System.getProperty("sealpost.postgres.bin");
    if (other != null) {
      return Path.of(other);
    }
    return once(
            folder,
            "postgres",
            next -> {
              try (InputStream bundle = bundle()) {
                extract(bundle, next);
              }
            })
        .resolve("bin");
  }

  /// Puts something into a folder.
  @FunctionalInterface
  interface Making {
    void into(Path folder) throws IOException;
  }

  /// A folder in the folder that is made once, whole or not at all, by whichever JVM comes first.
  static synchronized Path once(Path folder, String name, Making making) throws IOException {
    Path done = folder.resolve(name);
    Files.createDirectories(folder);
    try (FileChannel channel =
            FileChannel.open(
                folder.resolve("unpacking"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock _ = channel.lock()) {
      if (!Files.exists(done)) {
        Path next = Files.createTempDirectory(folder, "next");
        making.into(next);
        Files.move(next, done, StandardCopyOption.ATOMIC_MOVE);
      }
    }
    return done;
  }

  private static InputStream bundle() {
    for (String name : BUNDLES) {
      InputStream found = PostgresBinaries.class.getResourceAsStream("/" + name);
      if (found != null) {
        return found;
      }
    }
    throw new IllegalStateException("no bundle of PostgreSQL for this machine on the class path");
  }

  private static void extract(InputStream bundle, Path folder) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(bundle)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path file = folder.resolve(entry.getName()).normalize();
        if (!file.startsWith(folder)) {
          throw new IOException("the bundle reaches out of its folder");
        }
        extract(tar, entry, file);
      }
    }
  }

  private static void extract(TarArchiveInputStream tar, TarArchiveEntry entry, Path file)
      throws IOException {
    Path parent = file.getParent();
    if (entry.isDirectory() || parent == null) {
      Files.createDirectories(file);
      return;
    }
    Files.createDirectories(parent);
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(tar, file);
    if ((entry.getMode() & OWNER_MAY_EXECUTE) != 0 && !file.toFile().setExecutable(true)) {
      throw new UncheckedIOException(new IOException("a program cannot be made executable"));
    }
  }
}
