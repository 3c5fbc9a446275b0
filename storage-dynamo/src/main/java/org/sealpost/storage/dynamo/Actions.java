package org.sealpost.storage.dynamo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sealpost.storage.StorageBusy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/// The SDK's form of what we ask.
final class Actions {
  /// Rounds in which the service may leave something undone.
  private static final int MOST_ROUNDS = 8;

  private static final ReturnValuesOnConditionCheckFailure SHOW =
      ReturnValuesOnConditionCheckFailure.ALL_OLD;

  private final TableNames names;

  Actions(TableNames names) {
    this.names = names;
  }

  String name(Table table) {
    return names.of(table);
  }

  void refuseAfter(int rounds) {
    if (rounds >= MOST_ROUNDS) {
      throw new StorageBusy("the database leaves a part undone again and again");
    }
  }

  TransactWriteItem transacted(Write write) {
    String table = name(write.key().table());
    TransactWriteItem.Builder action = TransactWriteItem.builder();
    return switch (write.kind()) {
      case PUT ->
          action
              .put(put ->
                  put.tableName(table)
                      .item(write.item())
                      .conditionExpression(write.condition())
                      .expressionAttributeValues(write.valuesOrNull())
                      .returnValuesOnConditionCheckFailure(SHOW))
              .build();
      case UPDATE ->
          action
              .update(update ->
                  update
                      .tableName(table)
                      .key(write.key().attributes())
                      .updateExpression(write.updateExpression())
                      .conditionExpression(write.condition())
                      .expressionAttributeValues(write.valuesOrNull())
                      .returnValuesOnConditionCheckFailure(SHOW))
              .build();
      case DELETE ->
          action
              .delete(delete ->
                  delete
                      .tableName(table)
                      .key(write.key().attributes())
                      .conditionExpression(write.condition())
                      .expressionAttributeValues(write.valuesOrNull())
                      .returnValuesOnConditionCheckFailure(SHOW))
              .build();
      case CHECK ->
          action
              .conditionCheck(check ->
                  check
                      .tableName(table)
                      .key(write.key().attributes())
                      .conditionExpression(write.condition())
                      .expressionAttributeValues(write.valuesOrNull())
                      .returnValuesOnConditionCheckFailure(SHOW))
              .build();
    };
  }

  void run(DynamoDbClient client, Write write) {
    String table = name(write.key().table());
    switch (write.kind()) {
      case PUT ->
          client.putItem(put ->
              put.tableName(table)
                  .item(write.item())
                  .conditionExpression(write.condition())
                  .expressionAttributeValues(write.valuesOrNull())
                  .returnValuesOnConditionCheckFailure(SHOW));
      case UPDATE -> client.updateItem(update(write).build());
      case DELETE ->
          client.deleteItem(delete ->
              delete
                  .tableName(table)
                  .key(write.key().attributes())
                  .conditionExpression(write.condition())
                  .expressionAttributeValues(write.valuesOrNull())
                  .returnValuesOnConditionCheckFailure(SHOW));
      case CHECK -> throw new IllegalArgumentException("a check alone is a read");
    }
  }

  Map<String, AttributeValue> update(DynamoDbClient client, Write write, ReturnValue wanted) {
    return client.updateItem(update(write).returnValues(wanted).build()).attributes();
  }

  private UpdateItemRequest.Builder update(Write write) {
    return UpdateItemRequest.builder()
        .tableName(name(write.key().table()))
        .key(write.key().attributes())
        .updateExpression(write.updateExpression())
        .conditionExpression(write.condition())
        .expressionAttributeValues(write.valuesOrNull())
        .returnValuesOnConditionCheckFailure(SHOW);
  }

  Map<String, List<WriteRequest>> batch(List<Write> writes) {
    Map<String, List<WriteRequest>> batch = new HashMap<>();
    for (Write write : writes) {
      WriteRequest request =
          switch (write.kind()) {
            case PUT -> WriteRequest.builder().putRequest(put -> put.item(write.item())).build();
            case DELETE ->
                WriteRequest.builder()
                    .deleteRequest(delete -> delete.key(write.key().attributes()))
                    .build();
            case UPDATE, CHECK -> throw new IllegalArgumentException("not in a batch");
          };
      batch.computeIfAbsent(name(write.key().table()), _ -> new ArrayList<>()).add(request);
    }
    return batch;
  }

  QueryRequest query(Range range, Map<String, AttributeValue> start) {
    Map<String, AttributeValue> values = new HashMap<>(range.values());
    values.put(":k", Attr.of(range.partition()));
    values.put(":from", Attr.of(range.from()));
    values.put(":to", Attr.of(range.to()));
    return QueryRequest.builder()
        .tableName(name(range.table()))
        .consistentRead(true)
        .keyConditionExpression("k = :k AND s BETWEEN :from AND :to")
        .filterExpression(range.filter().orElse(null))
        .projectionExpression(range.names().isEmpty() ? null : range.names())
        .expressionAttributeValues(values)
        .exclusiveStartKey(start.isEmpty() ? null : start)
        .limit(range.examined())
        .build();
  }
}
