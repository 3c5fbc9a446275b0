package org.sealpost.storage.dynamo;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.sealpost.protocol.Bytes;
import org.sealpost.storage.StorageRefused;
import org.sealpost.storage.copy.CopyCursor;
import org.sealpost.storage.copy.CopyPage;
import org.sealpost.storage.copy.CopyRecord;
import org.sealpost.storage.copy.CopySection;
import org.sealpost.storage.copy.CopySource;
import org.sealpost.storage.copy.CopyTarget;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/// Tables that are copied from, or into, while no server has them open; whether one has, the
/// service does not tell. A page is written item by item and may be written again; then the cursor
/// moves.
public final class DynamoCopy implements CopyTarget {
  private static final String SOURCE = "source";
  private static final String SECTION = "part";
  private static final String PLACE = "place";

  private final String name;
  private final DynamoDbClient client;
  private final Attempts attempts;
  private final Items items;
  private final CopyReading reading;
  private final CopyKeeping keeping;
  private final Runnable beforeCommit;

  private DynamoCopy(
      DynamoConfig config,
      DynamoDbClient client,
      Attempts attempts,
      Items items,
      Runnable beforeCommit) {
    this.name = "dynamo " + config.place().region() + " " + config.place().tablePrefix();
    this.client = client;
    this.attempts = attempts;
    this.items = items;
    this.reading = new CopyReading(items, new AuditOutbox(items, config.clock()));
    this.keeping = new CopyKeeping(items, config.clock());
    this.beforeCommit = beforeCommit;
  }

  /// To copy from.
  ///
  /// @throws StorageRefused when it must not be opened; the message is for a person
  public static CopySource source(DynamoConfig config) {
    DynamoCopy copy = open(config.withCreateTables(false), () -> {});
    try {
      DynamoTables.refuseUnfinishedCopy(copy.items);
    } catch (RuntimeException e) {
      copy.close();
      throw e;
    }
    return copy;
  }

  /// To copy into.
  ///
  /// @throws StorageRefused when it must not be opened; the message is for a person
  public static CopyTarget target(DynamoConfig config) {
    return open(config, () -> {});
  }

  static DynamoCopy open(DynamoConfig config, Runnable beforeCommit) {
    DynamoDbClient client = ServiceClient.open(config, List.of());
    try {
      TableNames names = new TableNames(config.place().tablePrefix());
      var _ = new DynamoTables(client, names, config).prepare();
      Attempts attempts = new Attempts(config.tuning());
      Items items = new Items(client, attempts, names, () -> {});
      DynamoTables.checkSchema(items);
      return new DynamoCopy(config, client, attempts, items, beforeCommit);
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public CopyPage read(CopyCursor from, int max, long maxBytes) {
    return reading.read(from, max, maxBytes);
  }

  @Override
  public Optional<CopyCursor> begin(String source) {
    Optional<Item> present = items.get(Layout.copying());
    if (present.isEmpty()) {
      refuseUnlessEmpty();
      commit(copying(source, Optional.of(CopyCursor.START)).whenAbsent());
      return Optional.of(CopyCursor.START);
    }
    if (!text(present.get(), SOURCE).equals(source)) {
      throw new StorageRefused(
          "The tables of %s are being copied into from another store; go on with that copy, or delete the tables."
              .formatted(name));
    }
    return present
        .filter(item -> item.has(SECTION))
        .map(item -> new CopyCursor(CopySection.valueOf(text(item, SECTION)), text(item, PLACE)));
  }

  private void refuseUnlessEmpty() {
    for (Table table : Table.values()) {
      boolean empty =
          items.scan(table, Optional.empty(), 2).items().stream()
              .allMatch(item -> item.key(table).equals(Layout.schemaVersion()));
      if (!empty) {
        throw new StorageRefused(
            "The tables of %s are not empty; use another storage.dynamo.tablePrefix."
                .formatted(name));
      }
    }
  }

  private static Write copying(String source, Optional<CopyCursor> next) {
    Write write = Write.put(Layout.copying()).set(SOURCE, bytes(source));
    next.ifPresent(cursor ->
        write.set(SECTION, bytes(cursor.section().name())).set(PLACE, bytes(cursor.place())));
    return write;
  }

  private static Bytes bytes(String text) {
    return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(Item item, String attribute) {
    return new String(item.bytes(attribute).unsafeArray(), StandardCharsets.UTF_8);
  }

  private void commit(Write write) {
    beforeCommit.run();
    CommitOutcome _ = items.commit(write);
  }

  @Override
  public void write(List<CopyRecord> records, Optional<CopyCursor> next) {
    String source =
        items
            .get(Layout.copying())
            .map(item -> text(item, SOURCE))
            .orElseThrow(() -> new StorageRefused("The copy was not begun."));
    keeping.keep(records);
    commit(copying(source, next));
  }

  @Override
  public void finish() {
    commit(Write.delete(Layout.copying()));
  }

  @Override
  public void close() {
    attempts.close();
    client.close();
  }
}
