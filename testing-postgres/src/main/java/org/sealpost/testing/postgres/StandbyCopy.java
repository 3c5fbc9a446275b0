package org.sealpost.testing.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/// Makes a standby of a running server as `pg_basebackup` would, which the bundle does not have: a
/// copy of its files while it says that it is being backed up, and where to follow it.
final class StandbyCopy {
  /// What belongs to the process that runs on the files, or comes from the primary again.
  private static final Set<String> LEFT_OUT =
      Set.of(
          "postmaster.pid",
          "postmaster.opts",
          "pg_replslot",
          "pg_dynshmem",
          "pg_stat_tmp",
          "pg_wal");

  private StandbyCopy() {}

  /// @param data a folder that does not exist
  static void make(PostgresServer primary, String name, Path data) throws IOException {
    try (Connection connection =
            DriverManager.getConnection(primary.url("postgres"), PostgresServer.USER, "");
        Statement statement = connection.createStatement()) {
      statement.execute("select pg_backup_start('" + name + "', true)");
      copy(primary.data(), data, LEFT_OUT);
      try (ResultSet stopped =
          statement.executeQuery("select labelfile from pg_backup_stop(false)")) {
        stopped.next();
        Files.writeString(data.resolve("backup_label"), stopped.getString(1));
      }
    } catch (SQLException e) {
      throw new IOException("the primary cannot be backed up", e);
    }
    Files.createFile(data.resolve("standby.signal"));
    Files.writeString(
        data.resolve("postgresql.auto.conf"),
        "primary_conninfo = 'host=127.0.0.1 port=%d user=%s application_name=%s'%n"
            .formatted(primary.port(), PostgresServer.USER, name),
        StandardOpenOption.APPEND);
  }

  /// Copies the files of a server that does not run.
  static void all(Path from, Path to) throws IOException {
    copy(from, to, Set.of());
  }

  private static void copy(Path from, Path to, Set<String> leftOut) throws IOException {
    Files.createDirectory(
        to, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            Path copy = to.resolve(from.relativize(folder).toString());
            if (!folder.equals(from)) {
              Files.createDirectory(
                  copy,
                  PosixFilePermissions.asFileAttribute(
                      PosixFilePermissions.fromString("rwx------")));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Path relative = from.relativize(file);
            String top = relative.getName(0).toString();
            if (!leftOut.contains(top)) {
              try {
                Files.copy(file, to.resolve(relative.toString()));
              } catch (NoSuchFileException e) {
                // removed meanwhile: the log says so too
              }
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw new UncheckedIOException(e);
          }
        });
  }
}
