package org.sealpost.core.keys;

import java.util.List;
import java.util.Optional;
import org.sealpost.core.prekeys.OneTimeKey;
import org.sealpost.core.prekeys.SignedKey;
import org.sealpost.protocol.Bytes;

/// What a client needs to begin sessions with an account's devices. Source: keys, section 5.
///
/// @param identityKey of the identity that was asked for
public record PreKeyBundle(Bytes identityKey, List<DeviceKeys> devices) {
  public PreKeyBundle {
    devices = List.copyOf(devices);
  }

  /// One device's keys.
  ///
  /// @param ecOneTime absent when exhausted
  /// @param kyber a one-time key, or the last-resort key when those are exhausted
  public record DeviceKeys(
      int deviceId,
      int registrationId,
      SignedKey signed,
      Optional<OneTimeKey> ecOneTime,
      SignedKey kyber) {}
}
