package org.sealpost.core.keys;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.atrest.Keyring;
import org.sealpost.core.prekeys.PreKeySeal;
import org.sealpost.core.prekeys.SignedKey;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.IdentityType;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.prekeys.PreKeyOwner;
import org.sealpost.storage.prekeys.PreKeyStore;
import org.sealpost.storage.prekeys.RepeatedUseKeys;

/// Tells a device whether the server has the same repeated-use keys of it as it has itself. Source:
/// keys, section 4.
public final class CheckPreKeys {
  private final PreKeyStore store;
  private final Keyring keyring;

  public CheckPreKeys(PreKeyStore store, Keyring keyring) {
    this.store = store;
    this.keyring = keyring;
  }

  /// Whether the digests are equal; false also when there are no keys.
  ///
  /// @param digest SHA-256 over identity key, then id (8 bytes) and public key of the signed prekey
  ///   and of the last-resort key
  public boolean matches(AuthenticatedDevice device, IdentityType identity, Bytes digest) {
    PreKeyOwner owner = device.device().preKeys(identity);
    Optional<RepeatedUseKeys> stored = store.repeatedUse(owner);
    if (stored.isEmpty()) {
      return false;
    }
    Aci aci = device.account().aci();
    PreKeySeal seal = new PreKeySeal(aci, keyring.ofAccount(aci));
    MessageDigest sha256 = sha256();
    sha256.update(device.account().identityKey(identity).unsafeArray());
    update(sha256, seal.openSigned(owner, stored.get().signedPreKey()));
    update(sha256, seal.openLastResort(owner, stored.get().lastResortKey()));
    return Bytes.wrap(sha256.digest()).equalsInConstantTime(digest);
  }

  private static void update(MessageDigest digest, SignedKey key) {
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(key.keyId()).flip());
    digest.update(key.publicKey().unsafeArray());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("the JDK has no SHA-256", e);
    }
  }
}
