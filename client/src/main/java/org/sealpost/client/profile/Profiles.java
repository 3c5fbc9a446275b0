package org.sealpost.client.profile;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.sealpost.client.state.PeerProfile;
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
  private static final int CHECKSUM_INPUT_BYTES = 32;
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

  /// What becomes of the picture when a profile is written.
  public enum Avatar {
    KEPT,
    NEW,
    NONE
  }

  /// The request that stores the profile (wire interface, profiles and certificates, section 1).
  /// With a new picture the answer is the form by which it is uploaded.
  ///
  /// @throws IllegalArgumentException when a text is too long
  public static Call write(Self self, PeerProfile profile, Avatar avatar) {
    ProfileCipher cipher = new ProfileCipher(self.profileKey());
    ProfileKey key = parsed(self.profileKey());
    ServiceId.Aci aci = new ServiceId.Aci(self.aci().uuid());
    return Call.json(
        "PUT",
        "/v1/profile",
        new ProfileWrite(
            key.getProfileKeyVersion(aci).serialize(),
            cipher.encryptName(profile.name()),
            cipher.encryptAbout(profile.about()),
            cipher.encryptEmoji(profile.emoji()),
            null,
            Bytes.EMPTY,
            avatar != Avatar.NONE,
            avatar == Avatar.KEPT,
            Bytes.wrap(key.getCommitment(aci).serialize())));
  }

  /// Names the profile of this account that this key opens: 64 hexadecimal digits.
  static String version(org.sealpost.protocol.ServiceId.Aci account, SecretBytes profileKey) {
    return parsed(profileKey).getProfileKeyVersion(new ServiceId.Aci(account.uuid())).serialize();
  }

  /// What the server publishes of the access key, so that others see whether theirs is the right
  /// one: HMAC-SHA256 over 32 zeros.
  public static Bytes checksum(Bytes accessKey) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(accessKey.unsafeArray(), "HmacSHA256"));
      return Bytes.wrap(mac.doFinal(new byte[CHECKSUM_INPUT_BYTES]));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC-SHA256 is not available", e);
    }
  }

  private static ProfileKey parsed(SecretBytes profileKey) {
    try {
      return new ProfileKey(profileKey.reveal());
    } catch (InvalidInputException e) {
      throw new IllegalArgumentException("a profile key has 32 bytes", e);
    }
  }
}
