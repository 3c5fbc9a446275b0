package org.sealpost.server.boot;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sealpost.config.SealpostConfig;
import org.sealpost.protocol.Bytes;
import org.sealpost.testing.dynamo.DynamoServer;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Tables of one prefix on DynamoDB Local. It keeps them in memory, so that what a scan gives is
/// all there is.
record DynamoTestDatabase(Path data, String prefix) implements TestDatabase {
  private static final List<String> TABLES =
      List.of("accounts", "inboxes", "prekeys", "registry", "audit");

  @Override
  public String storage() {
    return "{type: dynamo, dynamo: {region: %s, endpoint: '%s', tablePrefix: %s, createTables: true}}"
        .formatted(DynamoServer.REGION, DynamoServer.shared().endpoint(), prefix);
  }

  private static DynamoDbClient client() {
    return DynamoDbClient.builder()
        .region(Region.of(DynamoServer.REGION))
        .endpointOverride(DynamoServer.shared().endpoint())
        .build();
  }

  private List<Map<String, AttributeValue>> items(DynamoDbClient client, String table) {
    return client.scanPaginator(scan -> scan.tableName(prefix + table)).items().stream().toList();
  }

  @Override
  public List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    try (DynamoDbClient client = client()) {
      for (String table : TABLES) {
        for (Map<String, AttributeValue> item : items(client, table)) {
          item.forEach((name, value) -> cells(table, name, value, cells));
        }
      }
    }
    return cells;
  }

  private static void cells(String table, String name, AttributeValue value, List<Cell> cells) {
    switch (value.type()) {
      case B -> cells.add(new Cell(table, name, Bytes.wrap(value.b().asByteArray())));
      case BS ->
          value
              .bs()
              .forEach(one -> cells.add(new Cell(table, name, Bytes.wrap(one.asByteArray()))));
      case L -> value.l().forEach(one -> cells(table, name, one, cells));
      case M -> value.m().forEach((key, one) -> cells(table, name + "." + key, one, cells));
      default ->
          cells.add(
              new Cell(table, name, Bytes.wrap(value.toString().getBytes(StandardCharsets.UTF_8))));
    }
  }

  @Override
  public Bytes files() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    cells().forEach(cell -> all.writeBytes(cell.value().unsafeArray()));
    return Bytes.wrap(all.toByteArray());
  }

  @Override
  public Map<String, Set<String>> idsInTheClear() {
    return Map.of(
        "accounts", Set.of("sender aci", "sender pni"),
        "registry", Set.of("sender aci"));
  }

  @Override
  public String tableOfEnvelopes() {
    return "inboxes";
  }

  @Override
  public TestDatabase copy(Path folder) throws IOException {
    DynamoTestDatabase copy = new DynamoTestDatabase(folder, prefix + folder.getFileName() + "-");
    SealpostConfig config =
        SealpostConfig.read(copy.configure(""), SealpostServer.standardLimits());
    StorageModule.open(config.storage(), config.delivery(), DataDirectory.openOrCreate(copy.data()))
        .close();
    try (DynamoDbClient client = client()) {
      for (String table : TABLES) {
        copy.delete(client, table, copy.items(client, table));
        for (Map<String, AttributeValue> item : items(client, table)) {
          client.putItem(put -> put.tableName(copy.prefix + table).item(item));
        }
      }
    }
    return copy;
  }

  private void delete(
      DynamoDbClient client, String table, List<Map<String, AttributeValue>> items) {
    for (Map<String, AttributeValue> item : items) {
      client.deleteItem(delete ->
          delete
              .tableName(prefix + table)
              .key(
                  Map.of(
                      "k", java.util.Objects.requireNonNull(item.get("k")),
                      "s", java.util.Objects.requireNonNull(item.get("s")))));
    }
  }

  @Override
  public void takeDataKeysOf(TestDatabase other) {
    try (DynamoDbClient client = client()) {
      delete(client, "accounts", items(client, "accounts").stream().filter(this::isKey).toList());
      for (Map<String, AttributeValue> item :
          ((DynamoTestDatabase) other).items(client, "accounts")) {
        if (isKey(item)) {
          client.putItem(put -> put.tableName(prefix + "accounts").item(item));
        }
      }
    }
  }

  /// Sort key `k`: a data key.
  private boolean isKey(Map<String, AttributeValue> item) {
    byte[] sort = java.util.Objects.requireNonNull(item.get("s")).b().asByteArray();
    return sort.length == 1 && sort[0] == 'k';
  }

  @Override
  public void close() {}
}
