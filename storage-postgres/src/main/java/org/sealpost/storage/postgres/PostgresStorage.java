package org.sealpost.storage.postgres;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.sealpost.storage.Storage;
import org.sealpost.storage.StorageRefused;
import org.sealpost.storage.accounts.AccountStore;
import org.sealpost.storage.accounts.FormerAccountStore;
import org.sealpost.storage.accounts.ReservationStore;
import org.sealpost.storage.audit.AuditStore;
import org.sealpost.storage.datakeys.DataKeyStore;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.InboxStore;
import org.sealpost.storage.inboxes.RestoreMarks;
import org.sealpost.storage.media.MediaStore;
import org.sealpost.storage.prekeys.PreKeyStore;
import org.sealpost.storage.profiles.ProfileStore;
import org.sealpost.storage.registration.RegistrationStore;

/// An open PostgreSQL database: its schema `sealpost`. Any number of processes at a time.
public final class PostgresStorage implements Storage, RestoreMarks {
  private final Database database;
  private final LaggingReads lagging;
  private final BatchWriter writer;
  private final Map<String, String> settings;
  private final AccountStore accounts;
  private final AuditStore audit;
  private final DataKeyStore dataKeys;
  private final InboxStore inboxes;
  private final MediaStore media;
  private final PreKeyStore preKeys;
  private final ProfileStore profiles;
  private final RegistrationStore registrations;
  private final ReservationStore reservations;
  private final FormerAccountStore formerAccounts;

  private PostgresStorage(
      PostgresConfig config,
      Database database,
      LaggingReads lagging,
      Map<String, String> settings) {
    this.database = database;
    this.lagging = lagging;
    this.settings = settings;
    this.writer =
        new BatchWriter(database, config.tuning().commits(), config.inboxLimits(), config.clock());
    this.accounts = new PostgresAccountStore(database);
    this.audit = new PostgresAuditStore(database, lagging);
    this.dataKeys = new PostgresDataKeyStore(database);
    this.inboxes =
        new PostgresInboxStore(database, lagging, writer, config.inboxLimits(), config.clock());
    this.media = new PostgresMediaStore(database);
    this.preKeys = new PostgresPreKeyStore(database);
    this.profiles = new PostgresProfileStore(database);
    this.registrations = new PostgresRegistrationStore(database);
    this.reservations = new PostgresReservationStore(database);
    this.formerAccounts = new PostgresFormerAccountStore(database);
  }

  /// Connects, reads back the settings that durability hangs on, and migrates the schema where that
  /// is needed.
  ///
  /// @throws StorageRefused when it must not or cannot be opened; the message is for a person
  public static PostgresStorage open(PostgresConfig config) {
    return open(config, Optional.empty());
  }

  /// @param beforeCommit for tests: run before each commit
  static PostgresStorage open(PostgresConfig config, Optional<Runnable> beforeCommit) {
    ServerAddress address = ServerAddress.of(config.access().url(), config.allowUnsafe());
    Database database = Database.open(address, config, beforeCommit);
    try {
      Map<String, String> settings = prepare(config, database);
      boolean _ =
          database.read(sql -> {
            PostgresCopy.refuseUnfinished(sql);
            return true;
          });
      return new PostgresStorage(
          config, database, LaggingReads.of(config, database), Map.copyOf(settings));
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  /// Returns the settings that durability hangs on, once they were found good and the schema was
  /// made or brought forward.
  static Map<String, String> prepare(PostgresConfig config, Database database) {
    ServerAddress direct =
        ServerAddress.of(
            config.access().migrationUrl().orElse(config.access().url()), config.allowUnsafe());
    return database.read(sql -> {
      ServerSettings read = ServerSettings.read(sql);
      read.check(config.allowUnsafe());
      new Schema(sql).prepare(direct, config);
      return read.values();
    });
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
  public FormerAccountStore formerAccounts() {
    return formerAccounts;
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
    return database.write(sql ->
        sql.one(
            "select sealpost.mark_restored(?, ?, ?)",
            row -> Optional.ofNullable(row.getObject(1, UUID.class)).map(InboxId::new),
            after.map(InboxId::uuid).orElse(new UUID(0, 0)),
            max,
            RAISE));
  }

  @Override
  public Map<String, String> settings() {
    return settings;
  }

  /// The writer first: it commits what was accepted.
  @Override
  public void close() {
    writer.close();
    lagging.close();
    database.close();
  }
}
