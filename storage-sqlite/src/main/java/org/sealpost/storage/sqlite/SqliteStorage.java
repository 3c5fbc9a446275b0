package org.sealpost.storage.sqlite;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sealpost.storage.Storage;
import org.sealpost.storage.StorageCorrupt;
import org.sealpost.storage.StorageRefused;
import org.sealpost.storage.accounts.AccountStore;
import org.sealpost.storage.accounts.FormerAccountStore;
import org.sealpost.storage.accounts.ReservationStore;
import org.sealpost.storage.audit.AuditStore;
import org.sealpost.storage.datakeys.DataKeyStore;
import org.sealpost.storage.groupcommit.Size;
import org.sealpost.storage.groupcommit.Urgency;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.InboxStore;
import org.sealpost.storage.inboxes.RestoreMarks;
import org.sealpost.storage.media.MediaStore;
import org.sealpost.storage.prekeys.PreKeyStore;
import org.sealpost.storage.profiles.ProfileStore;
import org.sealpost.storage.registration.RegistrationStore;

/// An open SQLite database: one file, its write-ahead log and its lock file. One process at a time.
public final class SqliteStorage implements Storage, RestoreMarks {
  private final Held held;
  private final Writer writer;
  private final Readers readers;
  private final Map<String, String> settings;
  private final AccountStore accounts;
  private final AuditStore audit;
  private final DataKeyStore dataKeys;
  private final FormerAccountStore formerAccounts;
  private final InboxStore inboxes;
  private final MediaStore media;
  private final PreKeyStore preKeys;
  private final ProfileStore profiles;
  private final RegistrationStore registrations;
  private final ReservationStore reservations;

  /// From here on the connections belong to the writer and the readers.
  private SqliteStorage(SqliteConfig config, Held held, Runnable beforeCommit, DiskRoom room)
      throws SQLException {
    SqliteConfig.Tuning tuning = config.tuning();
    Sql writing = held.connections().writing();
    this.held = held;
    this.settings = Map.copyOf(Database.settings(writing));
    AccountCache accountCache = new AccountCache(tuning.cachedAccountBytes());
    Transactions transactions =
        new Transactions(writing, WriteAccess.over(writing, accountCache), beforeCommit);
    Checkpoints checkpoints = new Checkpoints(writing, tuning.checkpointEvery());
    room.wrote(writing);
    this.readers = new Readers(held.connections().reading(), tuning.queuedReads());
    this.writer = new Writer(writing, transactions, checkpoints, room, tuning.commits());
    this.accounts = new SqliteAccountStore(writer, readers, accountCache);
    this.audit = new SqliteAuditStore(writer, readers);
    this.dataKeys = new SqliteDataKeyStore(writer, readers);
    this.formerAccounts = new SqliteFormerAccountStore(writer, readers);
    this.inboxes =
        new SqliteInboxStore(writer, readers, room, config.inboxLimits(), config.clock());
    this.media = new SqliteMediaStore(writer, readers);
    this.preKeys = new SqlitePreKeyStore(writer, readers);
    this.profiles = new SqliteProfileStore(writer, readers);
    this.registrations = new SqliteRegistrationStore(writer, readers);
    this.reservations = new SqliteReservationStore(writer, readers);
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
    Held held = Held.open(config, true);
    try {
      return new SqliteStorage(config, held, beforeCommit, room);
    } catch (SQLException e) {
      held.close();
      throw Held.refusal(config.file(), e);
    } catch (RuntimeException e) {
      held.close();
      throw e;
    }
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
  public FormerAccountStore formerAccounts() {
    return formerAccounts;
  }

  @Override
  public InboxStore inboxes() {
    return inboxes;
  }

  @Override
  public MediaStore media() {
    return media;
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
  public ReservationStore reservations() {
    return reservations;
  }

  @Override
  public Optional<InboxId> mark(Optional<InboxId> after, int max) {
    return writer.write(
        Urgency.PROMPT,
        new Size(max, 0),
        access -> {
          List<InboxTable.Marked> marked = access.tables().inboxes().raiseEpochs(after, RAISE, max);
          for (InboxTable.Marked inbox : marked) {
            access.tables().preKeys().deleteOneTime(inbox.number());
          }
          return marked.size() < max ? Optional.empty() : Optional.of(marked.getLast().inbox());
        });
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
    held.release();
  }
}
