package org.sealpost.interop;

import java.security.SecureRandom;
import org.signal.libsignal.protocol.IdentityKeyPair;
import org.signal.libsignal.zkgroup.InvalidInputException;
import org.signal.libsignal.zkgroup.profiles.ProfileKey;
import org.whispersystems.signalservice.api.AccountEntropyPool;
import org.whispersystems.signalservice.api.backup.MediaRootBackupKey;
import org.whispersystems.signalservice.api.crypto.UnidentifiedAccess;
import org.whispersystems.signalservice.api.push.ServiceId.ACI;
import org.whispersystems.signalservice.api.push.ServiceId.PNI;
import org.whispersystems.signalservice.api.push.SignalServiceAddress;

/// The owner of an account, as all devices of the account know it.
record Person(String number, ACI aci, PNI pni, Secrets secrets) {

  /// What is made on the first device and handed to the others when they are linked.
  record Secrets(
      IdentityKeyPair aciIdentity,
      IdentityKeyPair pniIdentity,
      ProfileKey profileKey,
      AccountEntropyPool entropyPool,
      MediaRootBackupKey mediaRootBackupKey) {

    static Secrets generate() {
      return new Secrets(
          IdentityKeyPair.generate(),
          IdentityKeyPair.generate(),
          profileKey(randomBytes()),
          AccountEntropyPool.Companion.generate(),
          new MediaRootBackupKey(randomBytes()));
    }

    /// The key by which people who know the profile key may send without saying who they are.
    byte[] accessKey() {
      return UnidentifiedAccess.deriveAccessKeyFrom(profileKey);
    }

    private static byte[] randomBytes() {
      var bytes = new byte[32];
      new SecureRandom().nextBytes(bytes);
      return bytes;
    }

    private static ProfileKey profileKey(byte[] bytes) {
      try {
        return new ProfileKey(bytes);
      } catch (InvalidInputException e) {
        throw new IllegalStateException("a profile key has 32 bytes", e);
      }
    }
  }

  /// The address at which others write to this person.
  SignalServiceAddress address() {
    return new SignalServiceAddress(aci, number);
  }

  /// The address of those who know no more than the number's identity.
  SignalServiceAddress pniAddress() {
    return new SignalServiceAddress(pni);
  }
}
