package org.sealpost.storage.dynamo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sealpost.protocol.Bytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// What is in the tables, past the store.
final class RawItems implements AutoCloseable {
  private final DynamoDbClient client;
  private final TableNames names;

  private RawItems(DynamoDbClient client, TableNames names) {
    this.client = client;
    this.names = names;
  }

  static RawItems of(DynamoConfig config) {
    return new RawItems(
        ServiceClient.open(config, List.of()), new TableNames(config.place().tablePrefix()));
  }

  List<Map<String, AttributeValue>> of(Table table, Bytes partition) {
    return client
        .queryPaginator(query ->
            query
                .tableName(names.of(table))
                .consistentRead(true)
                .keyConditionExpression("k = :k")
                .expressionAttributeValues(Map.of(":k", Attr.of(partition))))
        .items()
        .stream()
        .toList();
  }

  List<Map<String, AttributeValue>> all() {
    List<Map<String, AttributeValue>> all = new ArrayList<>();
    for (Table table : Table.values()) {
      client
          .scanPaginator(scan -> scan.tableName(names.of(table)).consistentRead(true))
          .items()
          .forEach(all::add);
    }
    return all;
  }

  /// Every item by table and key, and its size.
  Map<String, Long> sizes() {
    Map<String, Long> sizes = new HashMap<>();
    for (Table table : Table.values()) {
      client
          .scanPaginator(scan -> scan.tableName(names.of(table)).consistentRead(true))
          .items()
          .forEach(item -> sizes.put(key(names.of(table), item), size(item)));
    }
    return sizes;
  }

  static String key(String table, Map<String, AttributeValue> item) {
    return table + item.get(ItemKey.PARTITION) + item.get(ItemKey.SORT);
  }

  /// By the service's rule: names in UTF-8, bytes as they are, two digits of a number in a byte and
  /// one more.
  static long size(Map<String, AttributeValue> item) {
    long size = 0;
    for (Map.Entry<String, AttributeValue> attribute : item.entrySet()) {
      size += attribute.getKey().length() + size(attribute.getValue());
    }
    return size;
  }

  private static long size(AttributeValue value) {
    return switch (value.type()) {
      case B -> value.b().asByteArray().length;
      case N -> (value.n().length() + 1) / 2 + 1;
      case BS -> value.bs().stream().mapToLong(each -> each.asByteArray().length).sum();
      case AttributeValue.Type other -> throw new IllegalArgumentException(other.name());
    };
  }

  List<String> tables() {
    return new ArrayList<>(client.listTables().tableNames());
  }

  void put(ItemKey key, Map<String, AttributeValue> attributes) {
    Map<String, AttributeValue> item = new HashMap<>(attributes);
    item.putAll(key.attributes());
    client.putItem(put -> put.tableName(names.of(key.table())).item(item));
  }

  @Override
  public void close() {
    client.close();
  }
}
