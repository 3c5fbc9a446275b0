package org.sealpost.storage.dynamo;

import java.nio.ByteBuffer;
import org.sealpost.protocol.Bytes;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Attribute values, and bytes that sort as the numbers in them do.
final class Attr {
  private Attr() {}

  static AttributeValue of(Bytes value) {
    return of(value.unsafeArray());
  }

  /// Takes the array over.
  static AttributeValue of(byte[] value) {
    return AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(value));
  }

  static AttributeValue of(long value) {
    return AttributeValue.fromN(Long.toString(value));
  }

  /// Sorts by the parts one after the other; a number sorts as itself when it is not negative.
  static Bytes key(Object... parts) {
    int size = 0;
    for (Object part : parts) {
      size += size(part);
    }
    ByteBuffer key = ByteBuffer.allocate(size);
    for (Object part : parts) {
      switch (part) {
        case Character letter -> key.put((byte) letter.charValue());
        case Integer number -> key.putInt(number);
        case Long number -> key.putLong(number);
        case byte[] bytes -> key.put(bytes);
        case Bytes bytes -> key.put(bytes.unsafeArray());
        case Object other -> throw new IllegalArgumentException(other.getClass().getName());
      }
    }
    return Bytes.wrap(key.array());
  }

  private static int size(Object part) {
    return switch (part) {
      case Character _ -> 1;
      case Integer _ -> Integer.BYTES;
      case Long _ -> Long.BYTES;
      case byte[] bytes -> bytes.length;
      case Bytes bytes -> bytes.size();
      case Object other -> throw new IllegalArgumentException(other.getClass().getName());
    };
  }
}
