package org.sealpost.client.keys;

import java.security.SecureRandom;
import java.time.Instant;
import org.signal.libsignal.protocol.IdentityKeyPair;

/// What a device is known by: the identity keys of its account (the same on all its devices), its
/// own repeated-use prekeys and its own registration ids, once for each identity.
public record DeviceKeys(
    IdentityKeyPair aciIdentity,
    IdentityKeyPair pniIdentity,
    RepeatedUseKeys aci,
    RepeatedUseKeys pni,
    int registrationId,
    int pniRegistrationId) {
  /// Wire interface, README section 1: 14 bits, not zero.
  public static final int MAX_REGISTRATION_ID = 0x3FFF;

  private static final SecureRandom RANDOM = new SecureRandom();

  /// For a new account.
  public static DeviceKeys fresh(Instant now) {
    return forDevice(IdentityKeyPair.generate(), IdentityKeyPair.generate(), now);
  }

  /// For a further device of an account, whose identity keys came from the primary.
  public static DeviceKeys forDevice(
      IdentityKeyPair aciIdentity, IdentityKeyPair pniIdentity, Instant now) {
    return new DeviceKeys(
        aciIdentity,
        pniIdentity,
        RepeatedUseKeys.fresh(aciIdentity, now),
        RepeatedUseKeys.fresh(pniIdentity, now),
        randomRegistrationId(),
        randomRegistrationId());
  }

  public static int randomRegistrationId() {
    return 1 + RANDOM.nextInt(MAX_REGISTRATION_ID);
  }

  @Override
  public String toString() {
    return "DeviceKeys[redacted]";
  }
}
