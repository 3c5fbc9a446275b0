package org.sealpost.crypto;

import java.nio.ByteBuffer;
import java.time.Instant;
import org.sealpost.protocol.Bytes;
import org.signal.libsignal.protocol.InvalidKeyException;
import org.signal.libsignal.protocol.ecc.ECPublicKey;

/// Seals the moment when a device was linked to its account's identity key, as newer clients read
/// it: HPKE, info `deviceCreatedAt`. Source: accounts and devices, section 6. Safe for any number
/// of threads.
public final class DeviceCreationSeal {
  private static final String INFO = "deviceCreatedAt";

  private final NativeCalls calls;

  public DeviceCreationSeal(NativeCalls calls) {
    this.calls = calls;
  }

  /// Seals the moment for whoever has the identity key.
  ///
  /// @param identityKey serialized, 33 bytes, checked before
  public Bytes seal(Bytes identityKey, int deviceId, int registrationId, Instant created) {
    byte[] place = ByteBuffer.allocate(5).put((byte) deviceId).putInt(registrationId).array();
    byte[] time = ByteBuffer.allocate(Long.BYTES).putLong(created.toEpochMilli()).array();
    return calls.call(() -> Bytes.wrap(key(identityKey).seal(time, INFO, place)));
  }

  private static ECPublicKey key(Bytes identityKey) {
    try {
      return new ECPublicKey(identityKey.unsafeArray());
    } catch (InvalidKeyException e) {
      throw new IllegalArgumentException("an identity key is none", e);
    }
  }
}
