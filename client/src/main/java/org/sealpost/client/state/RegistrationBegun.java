package org.sealpost.client.state;

import java.util.Optional;
import org.sealpost.client.keys.DeviceKeys;
import org.sealpost.client.registration.RegistrationProof;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.SecretBytes;

/// A registration whose end is not known: what the same request needs again.
///
/// @param proof not a code: it is used up before the request
public record RegistrationBegun(
    PhoneNumber number,
    RegistrationProof proof,
    String password,
    SecretBytes profileKey,
    DeviceKeys keys,
    Optional<SecretBytes> lock,
    Optional<SecretBytes> recoveryPassword) {
  /// The same with what the code led to.
  public RegistrationBegun with(RegistrationProof shown) {
    return new RegistrationBegun(number, shown, password, profileKey, keys, lock, recoveryPassword);
  }

  public RegistrationBegun with(
      Optional<SecretBytes> otherLock, Optional<SecretBytes> otherRecoveryPassword) {
    return new RegistrationBegun(
        number, proof, password, profileKey, keys, otherLock, otherRecoveryPassword);
  }

  @Override
  public String toString() {
    return "RegistrationBegun[redacted]";
  }
}
