package org.sealpost.storage.dynamo;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.sealpost.protocol.Bytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Which items of one partition a query wants, in the order of their sort keys. Reads are
/// consistent.
///
/// @param from the first sort key, included
/// @param to the last one, included
/// @param filter leaves items out after they were read, and paid for
/// @param names attributes to return; all when empty
/// @param examined at most so many items are looked at in one page
record Range(
    Table table,
    Bytes partition,
    Bytes from,
    Bytes to,
    Optional<String> filter,
    Map<String, AttributeValue> values,
    String names,
    int examined) {

  private static final int MOST = 1_000;

  static Range of(Table table, Bytes partition, Bytes from, Bytes to) {
    return new Range(table, partition, from, to, Optional.empty(), Map.of(), "", MOST);
  }

  /// All items whose sort key begins with these bytes; all of the partition when there are none.
  static Range prefix(Table table, Bytes partition, Bytes prefix) {
    Bytes from = prefix.isEmpty() ? FIRST : prefix;
    return of(table, partition, from, Attr.key(prefix, LAST));
  }

  /// No key is empty.
  private static final Bytes FIRST = Bytes.wrap(new byte[1]);

  /// Sorts behind everything that we write after a prefix.
  private static final byte[] LAST = lastBytes();

  private static byte[] lastBytes() {
    byte[] last = new byte[64];
    java.util.Arrays.fill(last, (byte) 0xFF);
    return last;
  }

  Range where(String expression, String name, AttributeValue value) {
    Map<String, AttributeValue> all = new HashMap<>(values);
    all.put(":" + name, value);
    return new Range(
        table, partition, from, to, Optional.of(expression), Map.copyOf(all), names, examined);
  }

  /// @param wanted separated by commas
  Range only(String wanted) {
    return new Range(table, partition, from, to, filter, values, wanted, examined);
  }

  Range examining(long most) {
    return new Range(table, partition, from, to, filter, values, names, Math.clamp(most, 1, MOST));
  }
}
