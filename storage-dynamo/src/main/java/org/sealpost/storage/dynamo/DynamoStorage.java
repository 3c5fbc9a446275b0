package org.sealpost.storage.dynamo;

import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/// The open tables of one prefix. Any number of processes at a time.
public final class DynamoStorage implements Storage, RestoreMarks {
  /// What only tests do.
  ///
  /// @param beforeCommit run before each write that others can see
  /// @param interceptors see, change or fail calls of the service
  record Hooks(Runnable beforeCommit, List<ExecutionInterceptor> interceptors) {
    static final Hooks NONE = new Hooks(() -> {}, List.of());
  }

  private final DynamoDbClient client;
  private final Attempts attempts;
  private final Map<String, String> settings;
  private final AccountStore accounts;
  private final AuditStore audit;
  private final DataKeyStore dataKeys;
  private final DynamoInboxStore inboxes;
  private final MediaStore media;
  private final DynamoPreKeyStore preKeys;
  private final ProfileStore profiles;
  private final RegistrationStore registrations;
  private final DynamoReservationStore reservations;
  private final FormerAccountStore formerAccounts;
  private final RestoreMarks restored;

  private DynamoStorage(
      DynamoConfig config,
      DynamoDbClient client,
      Attempts attempts,
      Items items,
      Map<String, String> settings) {
    this.client = client;
    this.attempts = attempts;
    this.settings = settings;
    AuditOutbox outbox = new AuditOutbox(items, config.clock());
    KeyGenerations generations = new KeyGenerations(items, outbox);
    ProfileRemains remains = new ProfileRemains(items);
    this.reservations = new DynamoReservationStore(items);
    this.formerAccounts = new DynamoFormerAccountStore(items, outbox);
    this.media = new DynamoMediaStore(items);
    this.preKeys = new DynamoPreKeyStore(items, config.clock());
    this.accounts =
        new DynamoAccountStore(items, outbox, generations, remains, preKeys, reservations);
    this.audit = new DynamoAuditStore(items, outbox);
    this.dataKeys = new DynamoDataKeyStore(items, generations);
    this.inboxes = new DynamoInboxStore(config, items, accounts, remains);
    this.profiles = new DynamoProfileStore(items);
    this.registrations = new DynamoRegistrationStore(items, outbox);
    this.restored = new RestoredInboxes(items);
  }

  /// Reads back how the tables are set up; creates them if asked to.
  ///
  /// @throws StorageRefused when it must not or cannot be opened; the message is for a person
  public static DynamoStorage open(DynamoConfig config) {
    return open(config, Hooks.NONE);
  }

  static DynamoStorage open(DynamoConfig config, Hooks hooks) {
    DynamoDbClient client = ServiceClient.open(config, hooks.interceptors());
    try {
      TableNames names = new TableNames(config.place().tablePrefix());
      Map<String, String> settings = new DynamoTables(client, names, config).prepare();
      Attempts attempts = new Attempts(config.tuning());
      Items items = new Items(client, attempts, names, hooks.beforeCommit());
      DynamoTables.checkSchema(items);
      DynamoTables.refuseUnfinishedCopy(items);
      return new DynamoStorage(config, client, attempts, items, Map.copyOf(settings));
    } catch (RuntimeException e) {
      client.close();
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
  public Map<String, String> settings() {
    return settings;
  }

  @Override
  public Optional<InboxId> mark(Optional<InboxId> after, int max) {
    return restored.mark(after, max);
  }

  @Override
  public void close() {
    inboxes.close();
    attempts.close();
    client.close();
  }
}
