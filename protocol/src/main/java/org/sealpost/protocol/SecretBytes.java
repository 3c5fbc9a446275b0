package org.sealpost.protocol;

import java.security.MessageDigest;

/// Bytes that nobody should see: prints redacted, compares in constant time, and is read only by
/// asking for it with [#reveal].
public final class SecretBytes {
  private final byte[] array;

  private SecretBytes(byte[] array) {
    this.array = array;
  }

  public static SecretBytes wrap(byte[] array) {
    return new SecretBytes(array);
  }

  public static SecretBytes copyOf(byte[] array) {
    return new SecretBytes(array.clone());
  }

  public int size() {
    return array.length;
  }

  /// The secret itself. Only for the cipher or comparison that needs it; never for a message or a
  /// log.
  public byte[] reveal() {
    return array;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SecretBytes that && MessageDigest.isEqual(array, that.array);
  }

  @Override
  public int hashCode() {
    return SecretBytes.class.hashCode();
  }

  @Override
  public String toString() {
    return "SecretBytes[redacted]";
  }
}
