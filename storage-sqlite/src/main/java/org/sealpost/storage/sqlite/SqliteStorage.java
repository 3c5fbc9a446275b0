package org.sealpost.storage.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.sealpost.storage.Storage;
import org.sealpost.storage.StorageCorrupt;
import org.sealpost.storage.StorageRefused;
import org.sealpost.storage.accounts.AccountStore;
import org.sealpost.storage.audit.AuditStore;
import org.sealpost.storage.datakeys.DataKeyStore;
import org.sealpost.storage.inboxes.InboxStore;
import org.sealpost.storage.prekeys.PreKeyStore;
import org.sealpost.storage.profiles.ProfileStore;
import org.sealpost.storage.registration.RegistrationStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An open SQLite database: one file, its write-ahead log and its lock file. One process at a time.
public final class SqliteStorage implements Storage {
  private static final Logger log = LoggerFactory.getLogger(SqliteStorage.class);

  private final DatabaseLock lock;
  private final Writer writer;
  private final Readers readers;
  private final Map<String, String> settings;
  private final AccountStore accounts;
  private final AuditStore audit;
  private final DataKeyStore dataKeys;
  private final InboxStore inboxes;
  private final PreKeyStore preKeys;
  private final ProfileStore profiles;
  private final RegistrationStore registrations;

  /// From here on the connections belong to the writer and the readers.
  private SqliteStorage(
      SqliteConfig config,
      DatabaseLock lock,
      Connections connections,
      Runnable beforeCommit,
      DiskRoom room)
      throws SQLException {
    SqliteConfig.Tuning tuning = config.tuning();
    Sql writing = connections.writing();
    this.lock = lock;
    this.settings = Map.copyOf(Database.settings(writing));
    AccountCache accountCache = new AccountCache(tuning.cachedAccountBytes());
    Transactions transactions =
        new Transactions(writing, WriteAccess.over(writing, accountCache), beforeCommit);
    Checkpoints checkpoints = new Checkpoints(writing, tuning.checkpointEvery());
    room.wrote(writing);
    this.readers = new Readers(connections.reading(), tuning.queuedReads());
    this.writer = new Writer(writing, transactions, checkpoints, room, tuning.commits());
    this.accounts = new SqliteAccountStore(writer, readers, accountCache);
    this.audit = new SqliteAuditStore(writer, readers);
    this.dataKeys = new SqliteDataKeyStore(writer, readers);
    this.inboxes =
        new SqliteInboxStore(writer, readers, room, config.inboxLimits(), config.clock());
    this.preKeys = new SqlitePreKeyStore(writer, readers);
    this.profiles = new SqliteProfileStore(writer, readers);
    this.registrations = new SqliteRegistrationStore(writer, readers);
  }

  /// Opens the database, or makes it when there is none, and reads back the settings that
  /// durability hangs on.
  ///
  /// @throws StorageRefused when it must not be opened; the message is for a person
  /// @throws StorageCorrupt when the file is damaged
  public static SqliteStorage open(SqliteConfig config) {
    return open(config, () -> {});
  }

  /// @param beforeCommit run on the writer's thread before each commit
  static SqliteStorage open(SqliteConfig config, Runnable beforeCommit) {
    return open(
        config,
        beforeCommit,
        DiskRoom.on(config.file(), config.tuning().commits(), config.inboxLimits()));
  }

  static SqliteStorage open(SqliteConfig config, Runnable beforeCommit, DiskRoom room) {
    Path folder = config.file().toAbsolutePath().normalize().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new StorageRefused(
          "The folder of the database %s does not exist; make it first.".formatted(config.file()));
    }
    DatabaseLock lock = DatabaseLock.take(config.file());
    try {
      PrivateFiles.createIfAbsent(config.file());
      return open(config, beforeCommit, room, lock);
    } catch (IOException e) {
      release(lock);
      throw notOpened(config.file(), "input or output failed");
    } catch (SQLException e) {
      release(lock);
      throw refusal(config.file(), e);
    } catch (RuntimeException e) {
      release(lock);
      throw e;
    }
  }

  private static SqliteStorage open(
      SqliteConfig config, Runnable beforeCommit, DiskRoom room, DatabaseLock lock)
      throws SQLException {
    Connections connections = Connections.open(config);
    try {
      return new SqliteStorage(config, lock, connections, beforeCommit, room);
    } catch (SQLException | RuntimeException e) {
      connections.closeAll();
      throw e;
    }
  }

  private static RuntimeException refusal(Path file, SQLException fault) {
    return Faults.of(fault) instanceof StorageCorrupt damaged
        ? damaged
        : notOpened(file, Faults.code(fault));
  }

  private static StorageRefused notOpened(Path file, String why) {
    return new StorageRefused(
        "The database %s cannot be opened (%s); give this user write permission to it and its folder,"
                .formatted(file, why)
            + " and make sure that the disk is not full.");
  }

  @Override
  public AccountStore accounts() {
    return accounts;
  }

  @Override
  public AuditStore audit() {
    return audit;
  }

  @Override
  public DataKeyStore dataKeys() {
    return dataKeys;
  }

  @Override
  public InboxStore inboxes() {
    return inboxes;
  }

  @Override
  public PreKeyStore preKeys() {
    return preKeys;
  }

  @Override
  public ProfileStore profiles() {
    return profiles;
  }

  @Override
  public RegistrationStore registrations() {
    return registrations;
  }

  @Override
  public Map<String, String> settings() {
    return settings;
  }

  /// The readers first: the last checkpoint needs the log to itself.
  @Override
  public void close() {
    readers.close();
    writer.close();
    release(lock);
  }

  private static void release(DatabaseLock lock) {
    try {
      lock.close();
    } catch (IOException e) {
      log.warn("the lock file could not be closed", e);
    }
  }
}
