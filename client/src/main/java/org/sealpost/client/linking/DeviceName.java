package org.sealpost.client.linking;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.sealpost.protocol.Bytes;
import org.signal.libsignal.protocol.IdentityKey;
import org.signal.libsignal.protocol.IdentityKeyPair;
import org.signal.libsignal.protocol.InvalidMessageException;

/// What a device is called, readable by the account's own devices alone: sealed (HPKE) to the
/// account's identity key, which they share.
public final class DeviceName {
  private static final String INFO = "deviceName";
  private static final byte[] NO_DATA = {};

  /// The server takes 225 bytes; sealing adds some.
  private static final int MAX_BYTES = 128;

  private DeviceName() {}

  /// Sealed to the account.
  ///
  /// @throws IllegalArgumentException when the name has more than 128 bytes
  public static Bytes encrypt(IdentityKey identity, String name) {
    byte[] plain = name.getBytes(StandardCharsets.UTF_8);
    if (plain.length > MAX_BYTES) {
      throw new IllegalArgumentException("a device name has at most 128 bytes");
    }
    return Bytes.wrap(identity.getPublicKey().seal(plain, INFO, NO_DATA));
  }

  /// Empty when another client wrote it in its own way.
  public static Optional<String> decrypt(IdentityKeyPair identity, Bytes name) {
    try {
      return Optional.of(
          new String(
              identity.getPrivateKey().open(name.toByteArray(), INFO, NO_DATA),
              StandardCharsets.UTF_8));
    } catch (InvalidMessageException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
