package org.sealpost.storage.sqlite;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.sealpost.storage.StorageCorrupt;
import org.sealpost.storage.StorageRefused;
import org.sqlite.SQLiteConfig;

/// Opens connections to the file and reads back what they were given.
///
/// `secure_delete` overwrites what is deleted with zeros; `journal_size_limit` cuts the write-ahead
/// log back after a burst; `fullfsync` makes a sync reach the disk on macOS and is nothing
/// elsewhere. `temp_store` in memory keeps what a savepoint remembers, deleted rows among it, out
/// of a file in the system's temporary folder.
final class Database {
  static final int BUSY_TIMEOUT_MILLIS = (int) Duration.ofSeconds(5).toMillis();
  private static final int JOURNAL_SIZE_LIMIT_BYTES = 64 << 20;
  private static final int WRITER_CACHE_KIB = 16 << 10;
  private static final int READER_CACHE_KIB = 4 << 10;

  /// Pages of the log after which a commit copies it into the database, 16 MiB. SQLite's own
  /// default is a quarter of it and syncs the database four times as often.
  private static final int AUTOCHECKPOINT_PAGES = 4096;

  private static final int PAGE_BYTES = 4096;
  static final long AUTOCHECKPOINT_BYTES = (long) AUTOCHECKPOINT_PAGES * PAGE_BYTES;

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private final Path file;
  private final Synchronous synchronous;

  Database(Path file, Synchronous synchronous) {
    this.file = file;
    this.synchronous = synchronous;
  }

  Sql openWriter() throws SQLException {
    SQLiteConfig config = basics(WRITER_CACHE_KIB);
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.valueOf(synchronous.name()));
    config.setJournalSizeLimit(JOURNAL_SIZE_LIMIT_BYTES);
    config.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "on");
    Sql sql = new Sql(connect(config));
    sql.execute("pragma wal_autocheckpoint = " + AUTOCHECKPOINT_PAGES);
    sql.execute("pragma fullfsync = on"); // the driver's own FULL_SYNC has a name SQLite ignores
    sql.execute("pragma checkpoint_fullfsync = on");
    return sql;
  }

  /// Changes nothing in the file, whoever's it is.
  Sql openReader() throws SQLException {
    Sql sql = new Sql(connect(basics(READER_CACHE_KIB)));
    sql.execute("pragma query_only = on");
    return sql;
  }

  private static SQLiteConfig basics(int cacheKib) {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
    config.setCacheSize(-cacheKib);
    config.setTempStore(SQLiteConfig.TempStore.MEMORY);
    config.setGetGeneratedKeys(false); // else a query of the driver's own follows every insert
    return config;
  }

  private Connection connect(SQLiteConfig config) throws SQLException {
    return config.createConnection(url(file));
  }

  /// As a URI with every byte escaped that means something to the driver or to SQLite, such as `?`,
  /// `#`, `%` and `=`.
  private static String url(Path file) {
    StringBuilder url = new StringBuilder("jdbc:sqlite:file:");
    for (byte b : file.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8)) {
      if ((b > 0 && Character.isLetterOrDigit(b)) || b == '/' || b == '.' || b == '-' || b == '_') {
        url.append((char) b);
      } else {
        url.append('%').append(HEX.toHexDigits(b));
      }
    }
    return url.toString();
  }

  /// What durability hangs on, as the writer's connection has it.
  static Map<String, String> settings(Sql writer) throws SQLException {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("type", "sqlite");
    settings.put("sqlite_version", read(writer, "select sqlite_version()"));
    settings.put("journal_mode", read(writer, "pragma journal_mode"));
    settings.put("synchronous", synchronous(writer).name());
    settings.put("secure_delete", read(writer, "pragma secure_delete"));
    settings.put("journal_size_limit", read(writer, "pragma journal_size_limit"));
    return settings;
  }

  /// Refuses what breaks promise 1 (confirmed before it is synced) or promise 5 (deleted bytes stay
  /// in the file).
  void check(Sql writer, boolean allowUnsafe) throws SQLException {
    String journalMode = read(writer, "pragma journal_mode");
    if (!journalMode.equals("wal")) {
      throw new StorageRefused(
          "The database %s has journal mode %s instead of WAL; put it on a local disk."
              .formatted(file, journalMode));
    }
    Synchronous found = synchronous(writer);
    if (!found.confirmsAfterSync() && !allowUnsafe) {
      throw new StorageRefused(
          "The database %s has synchronous=%s and would confirm a message before the disk has it;"
                  .formatted(file, found)
              + " use FULL, or accept the loss with storage.unsafe: true.");
    }
    String secureDelete = read(writer, "pragma secure_delete");
    if (!secureDelete.equals("1") && !allowUnsafe) {
      throw new StorageRefused(
          "The database %s has secure_delete=%s and would keep what was deleted; use a SQLite library"
                  .formatted(file, secureDelete)
              + " that has it, or accept that with storage.unsafe: true.");
    }
  }

  private static Synchronous synchronous(Sql writer) throws SQLException {
    return Synchronous.ofPragma(read(writer, "pragma synchronous"));
  }

  private static String read(Sql sql, String question) throws SQLException {
    return sql.first(question, row -> row.getString(1))
        .orElseThrow(() -> new StorageCorrupt("no answer to: " + question));
  }
}
