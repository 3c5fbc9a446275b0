package org.sealpost.client.profile;

import java.security.SecureRandom;
import org.sealpost.client.state.Self;
import org.sealpost.client.transport.Call;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.json.ProfileWrite;
import org.signal.libsignal.protocol.ServiceId;
import org.signal.libsignal.zkgroup.InvalidInputException;
import org.signal.libsignal.zkgroup.profiles.ProfileKey;

/// One's own profile and what follows from its key.
public final class Profiles {
  private static final int KEY_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Profiles() {}

  public static SecretBytes freshKey() {
    byte[] key = new byte[KEY_BYTES];
    RANDOM.nextBytes(key);
    return SecretBytes.wrap(key);
  }

  /// The 16 bytes that a sealed send to the owner of this profile key carries.
  public static Bytes accessKey(SecretBytes profileKey) {
    return Bytes.wrap(parsed(profileKey).deriveAccessKey());
  }

  /// The request that stores the profile, without an avatar (wire interface, profiles and
  /// certificates, section 1).
  public static Call write(Self self, String name) {
    ProfileKey key = parsed(self.profileKey());
    ServiceId.Aci aci = new ServiceId.Aci(self.aci().uuid());
    return Call.json(
        "PUT",
        "/v1/profile",
        new ProfileWrite(
            key.getProfileKeyVersion(aci).serialize(),
            new ProfileCipher(self.profileKey()).encryptName(name),
            Bytes.EMPTY,
            Bytes.EMPTY,
            null,
            Bytes.EMPTY,
            false,
            false,
            Bytes.wrap(key.getCommitment(aci).serialize())));
  }

  private static ProfileKey parsed(SecretBytes profileKey) {
    try {
      return new ProfileKey(profileKey.reveal());
    } catch (InvalidInputException e) {
      throw new IllegalArgumentException("a profile key has 32 bytes", e);
    }
  }
}
