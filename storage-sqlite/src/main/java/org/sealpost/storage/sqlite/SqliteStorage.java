package org.sealpost.storage.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sealpost.storage.Storage;
import org.sealpost.storage.StorageCorrupt;
import org.sealpost.storage.StorageRefused;
import org.sealpost.storage.accounts.AccountStore;
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
  private final DataKeyStore dataKeys;
  private final InboxStore inboxes;
  private final PreKeyStore preKeys;
  private final ProfileStore profiles;
  private final RegistrationStore registrations;

  private SqliteStorage(
      SqliteConfig config,
      DatabaseLock lock,
      Writer writer,
      Readers readers,
      AccountCache accountCache,
      DiskRoom room,
      Map<String, String> settings) {
    this.lock = lock;
    this.writer = writer;
    this.readers = readers;
    this.settings = settings;
    this.accounts = new SqliteAccountStore(writer, readers, accountCache);
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
        config, beforeCommit, DiskRoom.on(config.file(), config.commits(), config.inboxLimits()));
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
    Database database = new Database(config.file(), config.synchronous());
    List<Sql> opened = new ArrayList<>();
    try {
      try (Sql looking = database.openReader()) { // a writer's settings would change the file
        new Schema(config.file(), looking).check();
      }
      restrict(config.file());
      Sql writing = database.openWriter();
      opened.add(writing);
      new Schema(config.file(), writing).prepare();
      database.check(writing, config.allowUnsafe());
      Map<String, String> settings = Map.copyOf(Database.settings(writing));
      AccountCache accountCache = new AccountCache(config.cachedAccountBytes());
      Transactions transactions =
          new Transactions(writing, WriteAccess.over(writing, accountCache), beforeCommit);
      List<Sql> reading = new ArrayList<>();
      for (int i = 0; i < config.readers(); i++) {
        Sql reader = database.openReader();
        opened.add(reader);
        reading.add(reader);
      }
      Checkpoints checkpoints = new Checkpoints(writing, config.checkpointEvery());
      room.wrote(writing);
      return new SqliteStorage(
          config,
          lock,
          new Writer(writing, transactions, checkpoints, room, config.commits()),
          new Readers(reading, config.queuedReads()),
          accountCache,
          room,
          settings);
    } catch (SQLException | RuntimeException e) {
      for (Sql sql : opened) {
        sql.close();
      }
      throw e;
    }
  }

  /// The database and what SQLite keeps beside it.
  private static void restrict(Path file) {
    try {
      for (String suffix : List.of("", "-wal", "-shm")) {
        PrivateFiles.restrict(file.resolveSibling(file.getFileName() + suffix));
      }
    } catch (IOException e) {
      throw new StorageRefused(
          "The database %s can be read by others, and this user may not change that; make this user its owner."
              .formatted(file));
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
