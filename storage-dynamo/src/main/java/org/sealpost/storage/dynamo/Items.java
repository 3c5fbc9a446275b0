package org.sealpost.storage.dynamo;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.sealpost.storage.StorageUnavailable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItem;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/// Reads and writes items. Every read is consistent. Safe for any thread.
final class Items {
  /// Most items of one call of the service.
  private static final int MOST_READ = 100;

  private static final int MOST_WRITTEN = 25;

  /// Most actions of one transaction.
  static final int MOST_ACTIONS = 100;

  private final DynamoDbClient client;
  private final Attempts attempts;
  private final Actions actions;
  private final Runnable beforeCommit;

  /// @param beforeCommit for tests: run before each write that others can see, by whoever writes
  Items(DynamoDbClient client, Attempts attempts, TableNames names, Runnable beforeCommit) {
    this.client = client;
    this.attempts = attempts;
    this.actions = new Actions(names);
    this.beforeCommit = beforeCommit;
  }

  Optional<Item> get(ItemKey key) {
    GetItemRequest request =
        GetItemRequest.builder()
            .tableName(actions.name(key.table()))
            .key(key.attributes())
            .consistentRead(true)
            .build();
    Map<String, AttributeValue> found = attempts.make(() -> client.getItem(request)).item();
    return found.isEmpty() ? Optional.empty() : Optional.of(new Item(found));
  }

  /// Those that there are, of one table; each by itself, not all of one moment.
  Map<ItemKey, Item> getAll(Collection<ItemKey> wanted) {
    Map<ItemKey, Item> found = new HashMap<>();
    // the service refuses a call that names one twice
    List<ItemKey> keys = wanted.stream().distinct().toList();
    for (int from = 0; from < keys.size(); from += MOST_READ) {
      getSome(keys.subList(from, Math.min(keys.size(), from + MOST_READ)), found);
    }
    return found;
  }

  private void getSome(List<ItemKey> keys, Map<ItemKey, Item> found) {
    Table table = keys.getFirst().table();
    String name = actions.name(table);
    List<Map<String, AttributeValue>> left = keys.stream().map(ItemKey::attributes).toList();
    for (int made = 1; !left.isEmpty(); made++) {
      KeysAndAttributes wanted =
          KeysAndAttributes.builder().keys(left).consistentRead(true).build();
      BatchGetItemRequest request =
          BatchGetItemRequest.builder().requestItems(Map.of(name, wanted)).build();
      var answer = attempts.make(() -> client.batchGetItem(request));
      for (var values : answer.responses().getOrDefault(name, List.of())) {
        Item item = new Item(values);
        found.put(item.key(table), item);
      }
      KeysAndAttributes unprocessed = answer.unprocessedKeys().get(name);
      left = unprocessed == null ? List.of() : unprocessed.keys();
      if (!left.isEmpty()) {
        actions.refuseAfter(made);
        Attempts.pause(made);
      }
    }
  }

  /// All of one moment at which no transaction holds any of them; in the order asked.
  List<Optional<Item>> getSettled(List<ItemKey> keys) {
    List<TransactGetItem> gets =
        keys.stream()
            .map(key ->
                TransactGetItem.builder()
                    .get(get -> get.tableName(actions.name(key.table())).key(key.attributes()))
                    .build())
            .toList();
    TransactGetItemsRequest request = TransactGetItemsRequest.builder().transactItems(gets).build();
    return attempts.make(() -> client.transactGetItems(request)).responses().stream()
        .map(answer ->
            answer.hasItem() && !answer.item().isEmpty()
                ? Optional.of(new Item(answer.item()))
                : Optional.<Item>empty())
        .toList();
  }

  /// Hands the items over, in order, until there are no more or nobody wants more.
  ///
  /// @param wantsMore told each item; false ends the query
  /// @return whether the end was reached
  boolean query(Range range, Predicate<Item> wantsMore) {
    Map<String, AttributeValue> start = Map.of();
    do {
      QueryRequest request = actions.query(range, start);
      QueryResponse answer = attempts.make(() -> client.query(request));
      for (Map<String, AttributeValue> values : answer.items()) {
        if (!wantsMore.test(new Item(values))) {
          return false;
        }
      }
      start = answer.hasLastEvaluatedKey() ? answer.lastEvaluatedKey() : Map.of();
    } while (!start.isEmpty());
    return true;
  }

  /// At most so many, oldest first.
  List<Item> list(Range range, int max) {
    List<Item> found = new ArrayList<>();
    if (max > 0) {
      boolean _ =
          query(
              range,
              item -> {
                found.add(item);
                return found.size() < max;
              });
    }
    return found;
  }

  /// Some items of a table and where it goes on.
  record Scanned(List<Item> items, Optional<ItemKey> next) {}

  /// All items of a table, in no order that means anything.
  ///
  /// @param after where the call before said that it goes on
  Scanned scan(Table table, Optional<ItemKey> after, int most) {
    ScanRequest request =
        ScanRequest.builder()
            .tableName(actions.name(table))
            .consistentRead(true)
            .exclusiveStartKey(after.map(ItemKey::attributes).orElse(null))
            .limit(most)
            .build();
    var answer = attempts.make(() -> client.scan(request));
    return new Scanned(
        answer.items().stream().map(Item::new).toList(),
        answer.hasLastEvaluatedKey() && !answer.lastEvaluatedKey().isEmpty()
            ? Optional.of(new Item(answer.lastEvaluatedKey()).key(table))
            : Optional.empty());
  }

  /// All or none of it; one write alone costs half of what it costs in a transaction.
  CommitOutcome commit(List<Write> writes) {
    if (writes.size() > MOST_ACTIONS) {
      throw new IllegalArgumentException("more than the database does in one commit");
    }
    if (writes.size() == 1 && writes.getFirst().kind() != Write.Kind.CHECK) {
      Write write = writes.getFirst();
      AtomicBoolean unknown = new AtomicBoolean();
      return attempts.make(() -> alone(write, unknown));
    }
    TransactWriteItemsRequest request =
        TransactWriteItemsRequest.builder()
            // the same for each attempt: what was done already is not done again
            .clientRequestToken(UUID.randomUUID().toString())
            .transactItems(writes.stream().map(actions::transacted).toList())
            .build();
    return attempts.make(() -> together(writes, request));
  }

  CommitOutcome commit(Write... writes) {
    return commit(List.of(writes));
  }

  /// Adds to an item, once: a second time would count twice. It is done or not when this fails, and
  /// not when the fault is `StorageBusy`. Nobody's commit hangs on it.
  void add(Write write) {
    attempts.makeOnce(() -> {
      actions.run(client, write);
      return write;
    });
  }

  /// @param unknown whether an earlier attempt may have been carried out: then a condition that
  ///   does not hold tells nothing
  private CommitOutcome alone(Write write, AtomicBoolean unknown) {
    beforeCommit.run();
    try {
      actions.run(client, write);
      return CommitOutcome.Committed.COMMITTED;
    } catch (ConditionalCheckFailedException e) {
      if (unknown.get()) {
        throw new StorageUnavailable("nobody knows what became of a write");
      }
      return CommitOutcome.Refused.of(
          write, e.hasItem() ? Optional.of(new Item(e.item())) : Optional.empty());
    } catch (SdkException e) {
      if (Faults.kind(e) == Faults.Kind.UNKNOWN) {
        unknown.set(true);
      }
      throw e;
    }
  }

  private CommitOutcome together(List<Write> writes, TransactWriteItemsRequest request) {
    beforeCommit.run();
    try {
      client.transactWriteItems(request);
      return CommitOutcome.Committed.COMMITTED;
    } catch (TransactionCanceledException e) {
      Map<Write, Optional<Item>> refused = new HashMap<>();
      List<CancellationReason> reasons = e.cancellationReasons();
      for (int i = 0; i < reasons.size(); i++) {
        CancellationReason reason = reasons.get(i);
        if (Faults.CONDITION.equals(reason.code())) {
          refused.put(
              writes.get(i),
              reason.hasItem() && !reason.item().isEmpty()
                  ? Optional.of(new Item(reason.item()))
                  : Optional.empty());
        }
      }
      if (refused.isEmpty()) {
        throw e;
      }
      return new CommitOutcome.Refused(refused);
    }
  }

  /// Updates an item; returns what is in it then, or nothing when the condition does not hold.
  /// Where an answer is lost it may be done twice.
  Optional<Item> updateAndGet(Write write) {
    return attempts.make(() -> {
      beforeCommit.run();
      try {
        return Optional.of(new Item(actions.update(client, write, ReturnValue.ALL_NEW)));
      } catch (ConditionalCheckFailedException e) {
        return Optional.empty();
      }
    });
  }

  /// Writes without conditions, one by one, of what nobody sees yet or any more.
  void writeAll(List<Write> writes) {
    for (int from = 0; from < writes.size(); from += MOST_WRITTEN) {
      writeSome(writes.subList(from, Math.min(writes.size(), from + MOST_WRITTEN)));
    }
  }

  private void writeSome(List<Write> writes) {
    Map<String, List<WriteRequest>> left = actions.batch(writes);
    for (int made = 1; !left.isEmpty(); made++) {
      BatchWriteItemRequest request = BatchWriteItemRequest.builder().requestItems(left).build();
      left = attempts.make(() -> client.batchWriteItem(request)).unprocessedItems();
      if (!left.isEmpty()) {
        actions.refuseAfter(made);
        Attempts.pause(made);
      }
    }
  }
}
