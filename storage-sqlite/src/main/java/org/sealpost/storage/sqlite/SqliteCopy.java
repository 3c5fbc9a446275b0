package org.sealpost.storage.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.sealpost.storage.StorageCorrupt;
import org.sealpost.storage.StorageRefused;
import org.sealpost.storage.copy.CopyCursor;
import org.sealpost.storage.copy.CopyPage;
import org.sealpost.storage.copy.CopyRecord;
import org.sealpost.storage.copy.CopySource;
import org.sealpost.storage.copy.CopyTarget;

/// A database that is copied from, or into: held like an open one, read and written by the thread
/// that calls.
public final class SqliteCopy implements CopyTarget {
  private static final String EMPTY =
      """
      select not exists (select 1 from account) and not exists (select 1 from data_key)
          and not exists (select 1 from reservation) and not exists (select 1 from former_account)
          and not exists (select 1 from inbox) and not exists (select 1 from envelope)
          and not exists (select 1 from profile) and not exists (select 1 from media)
          and not exists (select 1 from invite)
          and not exists (select 1 from session) and not exists (select 1 from audit_entry)
          and (select last_position + accepted + left_out from counter) = 0
          and (select oldest from key_generation) = 1
      """;

  private final Path file;
  private final Held held;
  private final Runnable beforeCommit;

  private SqliteCopy(Path file, Held held, Runnable beforeCommit) {
    this.file = file;
    this.held = held;
    this.beforeCommit = beforeCommit;
  }

  /// To copy from.
  ///
  /// @throws StorageRefused when it must not be opened; the message is for a person
  public static CopySource source(SqliteConfig config) {
    refuseUnlessThere(config.file());
    return new SqliteCopy(config.file(), Held.open(config, true), () -> {});
  }

  /// An open would make it, and there would be nothing to copy.
  private static void refuseUnlessThere(Path file) {
    try {
      if (Files.exists(file) && Files.size(file) > 0) {
        return;
      }
    } catch (IOException e) {
      // the same answer
    }
    throw new StorageRefused(
        "There is no database %s to copy from; name the configuration that the server ran with."
            .formatted(file));
  }

  /// To copy into; made when there is none.
  ///
  /// @throws StorageRefused when it must not be opened; the message is for a person
  public static CopyTarget target(SqliteConfig config) {
    return target(config, () -> {});
  }

  static CopyTarget target(SqliteConfig config, Runnable beforeCommit) {
    return new SqliteCopy(config.file(), Held.open(config, false), beforeCommit);
  }

  @Override
  public String name() {
    return "sqlite " + file.toAbsolutePath().normalize();
  }

  @Override
  public CopyPage read(CopyCursor from, int max, long maxBytes) {
    try {
      return new CopyRows(sql()).read(from, max, maxBytes);
    } catch (SQLException e) {
      throw Faults.of(e);
    } catch (IllegalArgumentException e) {
      throw new StorageCorrupt(
          "a row of the section " + from.section() + " is not one that Sealpost writes", e);
    }
  }

  private Sql sql() {
    return held.connections().writing();
  }

  @Override
  public Optional<CopyCursor> begin(String source) {
    return committed(() -> {
      CopyingTable copying = new CopyingTable(sql());
      Optional<CopyingTable.Copying> present = copying.find();
      if (present.isEmpty()) {
        refuseUnlessEmpty();
        copying.begin(source);
        return Optional.of(CopyCursor.START);
      }
      if (!present.get().source().equals(source)) {
        throw new StorageRefused(
            "The database %s is being copied into from another store; go on with that copy, or remove the file."
                .formatted(file));
      }
      return present.get().next();
    });
  }

  private void refuseUnlessEmpty() throws SQLException {
    if (!sql().first(EMPTY, row -> row.getBoolean(1)).orElse(false)) {
      throw new StorageRefused(
          "The database %s is not empty; name a file that does not exist.".formatted(file));
    }
  }

  @Override
  public void write(List<CopyRecord> records, Optional<CopyCursor> next) {
    boolean _ =
        committed(() -> {
          CopyKeeping keeping = new CopyKeeping(sql());
          for (CopyRecord record : records) {
            keeping.keep(record);
          }
          new CopyingTable(sql()).next(next);
          return true;
        });
  }

  @Override
  public void finish() {
    boolean _ =
        committed(() -> {
          new CopyingTable(sql()).end();
          return true;
        });
  }

  @FunctionalInterface
  private interface Work<T> {
    T run() throws SQLException;
  }

  private <T> T committed(Work<T> work) {
    try {
      sql().execute("begin immediate");
      try {
        T result = work.run();
        beforeCommit.run();
        sql().execute("commit");
        return result;
      } catch (SQLException | RuntimeException e) {
        rollback(e);
        throw e;
      }
    } catch (SQLException e) {
      throw Faults.of(e);
    }
  }

  /// A full disk ends the transaction by itself: what went wrong first is what counts.
  private void rollback(Exception fault) {
    try {
      sql().execute("rollback");
    } catch (SQLException e) {
      fault.addSuppressed(e);
    }
  }

  @Override
  public void close() {
    held.close();
  }
}
