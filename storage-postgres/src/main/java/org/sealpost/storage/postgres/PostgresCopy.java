package org.sealpost.storage.postgres;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.sealpost.storage.StorageCorrupt;
import org.sealpost.storage.StorageRefused;
import org.sealpost.storage.copy.CopyCursor;
import org.sealpost.storage.copy.CopyPage;
import org.sealpost.storage.copy.CopyRecord;
import org.sealpost.storage.copy.CopySection;
import org.sealpost.storage.copy.CopySource;
import org.sealpost.storage.copy.CopyTarget;

/// A database that is copied from, or into, while no server has it open.
public final class PostgresCopy implements CopyTarget {
  /// Tells our sessions from those of a server.
  private static final String SESSIONS = "sealpost-copy";

  /// A server's sessions may be seen for a moment after it has ended.
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private record Copying(String source, Optional<CopyCursor> next) {}

  private final String name;
  private final Database database;
  private final Runnable beforeCommit;

  private PostgresCopy(String name, Database database, Runnable beforeCommit) {
    this.name = name;
    this.database = database;
    this.beforeCommit = beforeCommit;
  }

  /// To copy from.
  ///
  /// @throws StorageRefused when it must not be opened; the message is for a person
  public static CopySource source(PostgresConfig config) {
    return source(config, PATIENCE);
  }

  static CopySource source(PostgresConfig config, Duration patience) {
    PostgresCopy copy = open(config, patience, true, () -> {});
    try {
      copy.database.read(sql -> {
        refuseUnfinished(sql);
        return true;
      });
    } catch (RuntimeException e) {
      copy.close();
      throw e;
    }
    return copy;
  }

  /// To copy into; the schema is made when there is none.
  ///
  /// @throws StorageRefused when it must not be opened; the message is for a person
  public static CopyTarget target(PostgresConfig config) {
    return target(config, PATIENCE, () -> {});
  }

  static CopyTarget target(PostgresConfig config, Duration patience, Runnable beforeCommit) {
    return open(config, patience, false, beforeCommit);
  }

  private static PostgresCopy open(
      PostgresConfig config, Duration patience, boolean there, Runnable beforeCommit) {
    ServerAddress address = ServerAddress.of(config.access().url(), config.allowUnsafe());
    Database database = Database.open(address, config, Optional.empty(), SESSIONS);
    try {
      if (there) {
        refuseUnlessThere(address, database);
      }
      var _ = PostgresStorage.prepare(config, database);
      refuseBesideAServer(address, database, patience);
      return new PostgresCopy("postgres " + address.text(), database, beforeCommit);
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  /// An open would make the schema, and there would be nothing to copy.
  private static void refuseUnlessThere(ServerAddress address, Database database) {
    if (!database.read(Schema::isThere)) {
      throw new StorageRefused(
          "There is no schema sealpost in the database %s to copy from; name the configuration that the server ran with."
              .formatted(address.text()));
    }
  }

  private static void refuseBesideAServer(
      ServerAddress address, Database database, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (servers(database) > 0) {
      if (System.nanoTime() - deadline > 0) {
        throw new StorageRefused(
            "A server has the database %s open, or a pooler keeps its sessions; stop it first."
                .formatted(address.text()));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }

  private static long servers(Database database) {
    return database.read(sql ->
        sql.one(
            """
            select count(*) from pg_stat_activity
              where datname = current_database() and application_name = ?
            """,
            row -> row.getLong(1),
            Database.SESSIONS));
  }

  /// Lets nobody open it as a store before everything is in it.
  static void refuseUnfinished(Sql sql) {
    if (find(sql).isPresent()) {
      throw new StorageRefused(
          "The database is being copied into; finish that with: sealpost storage copy.");
    }
  }

  private static Optional<Copying> find(Sql sql) {
    return sql.first(
        "select source, section, place from sealpost.copying",
        row ->
            new Copying(
                row.getString(1),
                Optional.ofNullable(row.getString(2)).isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                        new CopyCursor(CopySection.valueOf(row.getString(2)), row.getString(3)))));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public CopyPage read(CopyCursor from, int max, long maxBytes) {
    try {
      return database.read(sql -> new CopyRows(sql).read(from, max, maxBytes));
    } catch (IllegalArgumentException e) {
      throw new StorageCorrupt(
          "a row of the section " + from.section() + " is not one that Sealpost writes", e);
    }
  }

  @Override
  public Optional<CopyCursor> begin(String source) {
    return database.write(sql ->
        sql.inTransaction(() -> {
          Optional<Copying> present = find(sql);
          if (present.isEmpty()) {
            refuseUnlessEmpty(sql);
            boolean _ =
                sql.one(
                    "insert into sealpost.copying values (true, ?, ?, ?) returning true",
                    row -> row.getBoolean(1),
                    source,
                    CopyCursor.START.section().name(),
                    CopyCursor.START.place());
            beforeCommit.run();
            return Optional.of(CopyCursor.START);
          }
          if (!present.get().source().equals(source)) {
            throw new StorageRefused(
                "The database %s is being copied into from another store; go on with that copy, or drop the schema sealpost."
                    .formatted(name));
          }
          return present.get().next();
        }));
  }

  private void refuseUnlessEmpty(Sql sql) {
    boolean empty =
        sql.one(
            """
            select not exists (select from sealpost.account)
              and not exists (select from sealpost.reservation)
              and not exists (select from sealpost.former_account)
              and not exists (select from sealpost.data_key)
              and not exists (select from sealpost.inbox)
              and not exists (select from sealpost.envelope)
              and not exists (select from sealpost.profile)
              and not exists (select from sealpost.media)
              and not exists (select from sealpost.invite)
              and not exists (select from sealpost.session)
              and not exists (select from sealpost.audit_entry)
              and not exists (select from sealpost.counted)
              and (select accepted + left_out from sealpost.counter) = 0
              and (select oldest from sealpost.key_generation) = 1
            """,
            row -> row.getBoolean(1));
    if (!empty) {
      throw new StorageRefused(
          "The database %s is not empty; name one without a schema sealpost.".formatted(name));
    }
  }

  @Override
  public void write(List<CopyRecord> records, Optional<CopyCursor> next) {
    boolean _ =
        database.write(sql ->
            sql.inTransaction(() -> {
              new CopyKeeping(sql).keep(records);
              boolean kept =
                  next.isPresent()
                      ? sql.one(
                          "update sealpost.copying set section = ?, place = ? returning true",
                          row -> row.getBoolean(1),
                          next.get().section().name(),
                          next.get().place())
                      : sql.one(
                          "update sealpost.copying set section = null returning true",
                          row -> row.getBoolean(1));
              beforeCommit.run();
              return kept;
            }));
  }

  @Override
  public void finish() {
    boolean _ =
        database.write(sql ->
            sql.inTransaction(() -> {
              boolean ended =
                  sql.one("delete from sealpost.copying returning true", row -> row.getBoolean(1));
              beforeCommit.run();
              return ended;
            }));
  }

  @Override
  public void close() {
    database.close();
  }
}
