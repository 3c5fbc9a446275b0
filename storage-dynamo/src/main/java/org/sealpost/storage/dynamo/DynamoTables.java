package org.sealpost.storage.dynamo;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.sealpost.storage.StorageRefused;
import org.sealpost.storage.StorageUnavailable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

/// Creates the tables, and reads back how they are set up.
public final class DynamoTables {
  private static final Logger log = LoggerFactory.getLogger(DynamoTables.class);
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /// The newest schema that this program knows.
  static final int SCHEMA = 1;

  private static final String VERSION = "v";

  private final DynamoDbClient client;
  private final TableNames names;
  private final DynamoConfig config;

  DynamoTables(DynamoDbClient client, TableNames names, DynamoConfig config) {
    this.client = client;
    this.names = names;
    this.config = config;
  }

  /// What [#create] would do, as commands of the AWS command line; nothing is asked of the service.
  public static String describe(DynamoConfig config) {
    return TableForm.text(new TableNames(config.place().tablePrefix()), config.place().region());
  }

  /// Makes the tables that are not there, and waits until they can be used.
  ///
  /// @throws StorageRefused when the service cannot be reached or refuses
  public static void create(DynamoConfig config) {
    DynamoStorage.open(config.withCreateTables(true)).close();
  }

  /// Checks every table, makes those that are missing if that was asked for, and returns what was
  /// read back.
  Map<String, String> prepare() {
    Map<String, String> settings = new TreeMap<>();
    settings.put("type", "dynamo");
    settings.put("region", config.place().region());
    try {
      for (Table table : Table.values()) {
        prepare(table, settings);
      }
    } catch (SdkException e) {
      throw refusal(e);
    }
    return settings;
  }

  private StorageRefused refusal(SdkException fault) {
    return new StorageRefused(
        "DynamoDB in %s cannot be used (%s): check the region, the network, and that the credentials"
                .formatted(config.place().region(), Faults.describe(fault))
            + " of this process allow what docs/operations lists.");
  }

  private void prepare(Table table, Map<String, String> settings) {
    String name = names.of(table);
    Optional<TableDescription> found = find(name);
    if (found.isEmpty()) {
      if (!config.createTables()) {
        throw new StorageRefused(
            "The table %s is not there; make it with `sealpost storage create-tables`, or set storage.dynamo.createTables: true."
                .formatted(name));
      }
      create(name);
    }
    TableDescription ready =
        found.filter(DynamoTables::canBeUsed).orElseGet(() -> awaitActive(name));
    if (!TableForm.isOf(ready)) {
      throw new StorageRefused(
          "The table %s has other keys than Sealpost's; use another storage.dynamo.tablePrefix."
              .formatted(name));
    }
    String text = ready.tableStatusAsString();
    text += ", " + billing(ready);
    if (table.expires()) {
      text += ", time to live " + preparedTimeToLive(name);
    }
    settings.put(name, text + ", point in time recovery " + pointInTimeRecovery(name));
  }

  private Optional<TableDescription> find(String name) {
    try {
      return Optional.of(client.describeTable(table -> table.tableName(name)).table());
    } catch (ResourceNotFoundException e) {
      return Optional.empty();
    }
  }

  private void create(String name) {
    try {
      client.createTable(TableForm.creation(name));
    } catch (ResourceInUseException e) {
      log.info("another node makes the table {}", name);
    }
    TableDescription _ = awaitActive(name);
    try {
      client.updateContinuousBackups(update ->
          update
              .tableName(name)
              .pointInTimeRecoverySpecification(
                  recovery -> recovery.pointInTimeRecoveryEnabled(true)));
    } catch (DynamoDbException e) {
      log.warn(
          "point in time recovery of the table {} could not be switched on ({})",
          name,
          Faults.describe(e));
    }
  }

  private TableDescription awaitActive(String name) {
    long giveUp = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < giveUp) {
      Optional<TableDescription> found = find(name);
      if (found.filter(DynamoTables::canBeUsed).isPresent()) {
        return found.get();
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
    }
    throw new StorageRefused("The table %s does not become active.".formatted(name));
  }

  private static boolean canBeUsed(TableDescription table) {
    return table.tableStatus() == TableStatus.ACTIVE || table.tableStatus() == TableStatus.UPDATING;
  }

  /// A table of provisioned throughput says nothing of a mode.
  private static String billing(TableDescription table) {
    return table.billingModeSummary() == null
        ? "PROVISIONED"
        : table.billingModeSummary().billingModeAsString();
  }

  /// Switches it on where that may be done: whoever made the table may have been cut off, and
  /// without it markers stay for ever.
  private String preparedTimeToLive(String name) {
    TimeToLiveDescription found = timeToLive(name);
    if (config.createTables() && found.timeToLiveStatus() == TimeToLiveStatus.DISABLED) {
      try {
        client.updateTimeToLive(update ->
            update
                .tableName(name)
                .timeToLiveSpecification(ttl -> ttl.enabled(true).attributeName(Table.TTL)));
      } catch (DynamoDbException e) { // as another node's attempt is the first
        log.info("time to live of the table {} ({})", name, Faults.describe(e));
      }
      found = timeToLive(name);
    }
    boolean on =
        found.timeToLiveStatus() == TimeToLiveStatus.ENABLED
            || found.timeToLiveStatus() == TimeToLiveStatus.ENABLING;
    if (!on || !Table.TTL.equals(found.attributeName())) {
      log.warn(
          "the table {} has no time to live by its attribute {}: what is remembered of envelopes"
              + " stays for ever. `sealpost storage create-tables` switches it on",
          name,
          Table.TTL);
    }
    return found.timeToLiveStatusAsString();
  }

  private TimeToLiveDescription timeToLive(String name) {
    return client.describeTimeToLive(table -> table.tableName(name)).timeToLiveDescription();
  }

  /// The credentials need not allow to ask.
  private String pointInTimeRecovery(String name) {
    try {
      return client
          .describeContinuousBackups(table -> table.tableName(name))
          .continuousBackupsDescription()
          .pointInTimeRecoveryDescription()
          .pointInTimeRecoveryStatusAsString();
    } catch (DynamoDbException e) {
      return "unknown (" + Faults.describe(e) + ")";
    }
  }

  /// Refuses a schema that is newer than this program; writes its own into new tables.
  static void checkSchema(Items items) {
    Optional<Item> found = items.get(Layout.schemaVersion());
    if (found.isEmpty()) {
      CommitOutcome _ =
          items.commit(
              List.of(Write.put(Layout.schemaVersion()).set(VERSION, SCHEMA).whenAbsent()));
      found = items.get(Layout.schemaVersion());
    }
    long version =
        found
            .map(item -> item.number(VERSION))
            .orElseThrow(() -> new StorageUnavailable("the tables were emptied at the start"));
    if (version > SCHEMA) {
      throw new StorageRefused(
          "The tables have schema %d and this program knows %d at most; start a newer Sealpost."
              .formatted(version, SCHEMA));
    }
  }

  /// Lets nobody open them as a store before everything is in them.
  static void refuseUnfinishedCopy(Items items) {
    if (items.get(Layout.copying()).isPresent()) {
      throw new StorageRefused(
          "The tables are being copied into; finish that with: sealpost storage copy.");
    }
  }
}
