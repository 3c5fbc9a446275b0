package org.sealpost.storage.dynamo;

import java.util.Map;
import org.sealpost.protocol.Bytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Names one item. Every table has a partition key `k` and a sort key `s`, both binary.
record ItemKey(Table table, Bytes partition, Bytes sort) {
  static final String PARTITION = "k";
  static final String SORT = "s";

  Map<String, AttributeValue> attributes() {
    return Map.of(PARTITION, Attr.of(partition), SORT, Attr.of(sort));
  }

  @Override
  public String toString() {
    return "ItemKey[" + table + "]";
  }
}
