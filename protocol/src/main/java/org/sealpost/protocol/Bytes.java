package org.sealpost.protocol;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;

/// Bytes that do not change. [#wrap] takes an array over without a copy: the caller hands it on and
/// forgets it. Equality is by content; `toString` shows the length alone, so that no content
/// reaches a log.
public final class Bytes {
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] array;

  private Bytes(byte[] array) {
    this.array = array;
  }

  /// Takes the array over; nobody else may write to it afterwards.
  public static Bytes wrap(byte[] array) {
    return new Bytes(array);
  }

  public static Bytes copyOf(byte[] array) {
    return new Bytes(array.clone());
  }

  /// Copies what remains in the buffer, which is left as it was.
  public static Bytes copyOf(ByteBuffer buffer) {
    byte[] copy = new byte[buffer.remaining()];
    buffer.duplicate().get(copy);
    return new Bytes(copy);
  }

  public int size() {
    return array.length;
  }

  public boolean isEmpty() {
    return array.length == 0;
  }

  public byte at(int index) {
    return array[index];
  }

  public byte[] toByteArray() {
    return array.clone();
  }

  /// The array itself, for APIs that only read it (ciphers, drivers, sockets). Writing to it breaks
  /// the promise of this class.
  public byte[] unsafeArray() {
    return array;
  }

  public ByteBuffer asReadOnlyBuffer() {
    return ByteBuffer.wrap(array).asReadOnlyBuffer();
  }

  public InputStream asStream() {
    return new ByteArrayInputStream(array);
  }

  public Bytes slice(int from, int to) {
    return new Bytes(Arrays.copyOfRange(array, from, to));
  }

  /// Equality whose time does not depend on where the two differ.
  public boolean equalsInConstantTime(Bytes other) {
    return MessageDigest.isEqual(array, other.array);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(array, that.array);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(array);
  }

  @Override
  public String toString() {
    return "Bytes[" + array.length + "]";
  }
}
