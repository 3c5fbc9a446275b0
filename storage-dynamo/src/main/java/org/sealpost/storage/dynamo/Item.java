package org.sealpost.storage.dynamo;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealpost.protocol.Bytes;
import org.sealpost.storage.StorageCorrupt;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// An item as it was read.
final class Item {
  private final Map<String, AttributeValue> values;

  Item(Map<String, AttributeValue> values) {
    this.values = values;
  }

  Map<String, AttributeValue> values() {
    return values;
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  Bytes partition() {
    return bytes(ItemKey.PARTITION);
  }

  Bytes sort() {
    return bytes(ItemKey.SORT);
  }

  ItemKey key(Table table) {
    return new ItemKey(table, partition(), sort());
  }

  Bytes bytes(String name) {
    return Bytes.wrap(value(name).b().asByteArrayUnsafe());
  }

  Optional<Bytes> maybeBytes(String name) {
    return has(name) ? Optional.of(bytes(name)) : Optional.empty();
  }

  /// The bytes of the sort key from this place on, to be read one after the other.
  ByteBuffer sortFrom(int place) {
    byte[] sort = value(ItemKey.SORT).b().asByteArrayUnsafe();
    return ByteBuffer.wrap(sort, place, sort.length - place).slice();
  }

  long number(String name) {
    try {
      return Long.parseLong(value(name).n());
    } catch (NumberFormatException e) {
      throw new StorageCorrupt("an item has no number where one belongs", e);
    }
  }

  Optional<Long> maybeNumber(String name) {
    return has(name) ? Optional.of(number(name)) : Optional.empty();
  }

  private AttributeValue value(String name) {
    @Nullable AttributeValue found = values.get(name);
    if (found == null) {
      throw new StorageCorrupt("an item lacks an attribute that belongs to it");
    }
    return found;
  }

  @Override
  public String toString() {
    return "Item[redacted]";
  }
}
