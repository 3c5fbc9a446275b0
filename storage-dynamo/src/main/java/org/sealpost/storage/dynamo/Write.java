package org.sealpost.storage.dynamo;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sealpost.protocol.Bytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// One write, or one check, of one item: alone, or with others in a transaction. Built by one
/// thread and not changed once it is committed. Its identity is its name in a refusal.
final class Write {
  enum Kind {
    PUT,
    UPDATE,
    DELETE,
    CHECK
  }

  private final Kind kind;
  private final ItemKey key;
  private final @Nullable String update;
  private final Map<String, AttributeValue> item = new HashMap<>();
  private final Map<String, AttributeValue> values = new HashMap<>();
  private @Nullable String condition;

  private Write(Kind kind, ItemKey key, @Nullable String update) {
    this.kind = kind;
    this.key = key;
    this.update = update;
  }

  static Write put(ItemKey key) {
    Write write = new Write(Kind.PUT, key, null);
    write.item.putAll(key.attributes());
    return write;
  }

  /// @param expression such as `SET v = :v`
  static Write update(ItemKey key, String expression) {
    return new Write(Kind.UPDATE, key, expression);
  }

  static Write delete(ItemKey key) {
    return new Write(Kind.DELETE, key, null);
  }

  /// Writes nothing.
  static Write check(ItemKey key) {
    return new Write(Kind.CHECK, key, null);
  }

  /// An attribute of a put.
  Write set(String name, AttributeValue value) {
    item.put(name, value);
    return this;
  }

  Write set(String name, long value) {
    return set(name, Attr.of(value));
  }

  Write set(String name, Bytes value) {
    return set(name, Attr.of(value));
  }

  /// Nothing is written, of the whole transaction, unless this holds.
  Write when(String expression) {
    condition = expression;
    return this;
  }

  /// Only where there is no such item yet.
  Write whenAbsent() {
    return when("attribute_not_exists(k)");
  }

  Write whenPresent() {
    return when("attribute_exists(k)");
  }

  /// A value that the expressions name with a colon.
  Write with(String name, AttributeValue value) {
    values.put(":" + name, value);
    return this;
  }

  Write with(String name, long value) {
    return with(name, Attr.of(value));
  }

  Write with(String name, Bytes value) {
    return with(name, Attr.of(value));
  }

  Kind kind() {
    return kind;
  }

  ItemKey key() {
    return key;
  }

  @Nullable String updateExpression() {
    return update;
  }

  @Nullable String condition() {
    return condition;
  }

  Map<String, AttributeValue> item() {
    return item;
  }

  /// Null where there are none: the service wants no empty map.
  @Nullable Map<String, AttributeValue> valuesOrNull() {
    return values.isEmpty() ? null : values;
  }

  @Override
  public String toString() {
    return "Write[" + kind + " " + key.table() + "]";
  }
}
