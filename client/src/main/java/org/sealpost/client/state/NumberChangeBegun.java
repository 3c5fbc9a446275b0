package org.sealpost.client.state;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.sealpost.client.registration.RegistrationProof;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.SecretBytes;
import org.signal.libsignal.protocol.IdentityKeyPair;

/// A change of this account's number whose end is not known: what the same request needs again.
///
/// @param proof not a code: it is used up before the request
/// @param lock of the account that has the number
/// @param identity of the number's identity from then on
/// @param devices what each device of the account has under it
public record NumberChangeBegun(
    PhoneNumber number,
    RegistrationProof proof,
    Optional<SecretBytes> lock,
    IdentityKeyPair identity,
    Map<Integer, PniKeys> devices) {
  public NumberChangeBegun {
    devices = Map.copyOf(devices);
  }

  /// The same for the devices that there are.
  public NumberChangeBegun with(Map<Integer, PniKeys> present) {
    return new NumberChangeBegun(number, proof, lock, identity, new TreeMap<>(present));
  }

  /// The same, shown to be the caller's in another way.
  public NumberChangeBegun with(RegistrationProof other, Optional<SecretBytes> otherLock) {
    return new NumberChangeBegun(number, other, otherLock, identity, devices);
  }

  @Override
  public String toString() {
    return "NumberChangeBegun[redacted]";
  }
}
