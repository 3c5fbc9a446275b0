package org.sealpost.storage.dynamo;

import java.util.Map;
import java.util.TreeMap;
import org.sealpost.protocol.Bytes;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/// What requests cost by the service's published rule: a write unit for each KiB of an item that is
/// begun, of the larger of what was there and what is then; two in a transaction. A read unit for
/// each 4 KiB that are begun, when the read is consistent; two in a transaction.
final class Units {
  private static final long WRITE = 1_024;
  private static final long READ = 4_096;

  private final Map<String, Long> before;
  private final Map<String, Long> after;
  private final Map<String, Long> byKind = new TreeMap<>();
  private long writes;
  private long reads;

  /// @param before sizes of items before the requests
  Units(Map<String, Long> before, Map<String, Long> after) {
    this.before = before;
    this.after = after;
  }

  void add(SdkRequest request) {
    switch (request) {
      case TransactWriteItemsRequest transaction ->
          transaction.transactItems().forEach(action -> written(action));
      case UpdateItemRequest update -> written(update.tableName(), update.key(), 1);
      case PutItemRequest put -> written(put.tableName(), put.item(), 1);
      case DeleteItemRequest delete -> written(delete.tableName(), delete.key(), 1);
      case GetItemRequest get -> reads += read(get.tableName(), get.key());
      case BatchGetItemRequest batch ->
          batch
              .requestItems()
              .forEach((table, wanted) -> wanted.keys().forEach(key -> reads += read(table, key)));
      case TransactGetItemsRequest gets ->
          gets.transactItems()
              .forEach(each -> reads += 2 * read(each.get().tableName(), each.get().key()));
      case QueryRequest _ -> {} // by its answer: see the test
      case SdkRequest other -> throw new AssertionError(other.getClass().getSimpleName());
    }
  }

  /// What a query read.
  void queried(long bytes) {
    reads += Math.max(1, begun(bytes, READ));
  }

  private void written(TransactWriteItem action) {
    if (action.put() != null) {
      written(action.put().tableName(), action.put().item(), 2);
    } else if (action.update() != null) {
      written(action.update().tableName(), action.update().key(), 2);
    } else if (action.delete() != null) {
      written(action.delete().tableName(), action.delete().key(), 2);
    } else {
      written(action.conditionCheck().tableName(), action.conditionCheck().key(), 2);
    }
  }

  private void written(String table, Map<String, AttributeValue> item, int times) {
    if (isTotals(item)) {
      return;
    }
    String key = RawItems.key(table, item);
    long size = Math.max(before.getOrDefault(key, 0L), after.getOrDefault(key, 0L));
    long units = times * Math.max(1, begun(size, WRITE));
    writes += units;
    char kind = (char) new Item(item).sort().at(0);
    byKind.merge(kind + "", units, Long::sum);
  }

  /// Of everybody, every second and not of a request.
  private static boolean isTotals(Map<String, AttributeValue> item) {
    Bytes totals = Layout.registry("totals");
    Bytes partition = new Item(item).partition();
    return partition.size() >= totals.size() && partition.slice(0, totals.size()).equals(totals);
  }

  private long read(String table, Map<String, AttributeValue> key) {
    return Math.max(1, begun(before.getOrDefault(RawItems.key(table, key), 0L), READ));
  }

  private static long begun(long bytes, long part) {
    return (bytes + part - 1) / part;
  }

  long writes() {
    return writes;
  }

  long reads() {
    return reads;
  }

  /// By the first letter of the sort key: 'h' the head, 'm' the marker, 'e' the envelope.
  Map<String, Long> byKind() {
    return byKind;
  }
}
