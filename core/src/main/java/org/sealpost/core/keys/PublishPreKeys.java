package org.sealpost.core.keys;

import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Stream;
import org.sealpost.core.accounts.AccountDirectory;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.atrest.Keyring;
import org.sealpost.core.prekeys.OneTimeKey;
import org.sealpost.core.prekeys.PreKeyCheck;
import org.sealpost.core.prekeys.PreKeySeal;
import org.sealpost.core.prekeys.SignedKey;
import org.sealpost.crypto.PublicKeyForm;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.IdentityType;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.prekeys.PreKeyOwner;
import org.sealpost.storage.prekeys.PreKeyStore;
import org.sealpost.storage.prekeys.PreKeyUpload;

/// Replaces prekeys of the calling device, all that it sends or none. Everything is checked before
/// anything is stored. Source: keys, section 2.
public final class PublishPreKeys {
  public static final int MAX_KEYS = 100;

  private final PreKeyStore store;
  private final AccountDirectory accounts;
  private final Keyring keyring;
  private final PreKeyCheck check;
  private final SecureRandom random;

  public PublishPreKeys(
      PreKeyStore store,
      AccountDirectory accounts,
      Keyring keyring,
      PreKeyCheck check,
      SecureRandom random) {
    this.store = store;
    this.accounts = accounts;
    this.keyring = keyring;
    this.check = check;
    this.random = random;
  }

  public PublishOutcome publish(
      AuthenticatedDevice device, IdentityType identity, PreKeyPublication keys) {
    PublishOutcome outcome = publishAs(device, identity, keys);
    if (!(outcome instanceof PublishOutcome.DeviceGone)) {
      return outcome;
    }
    // Perhaps the account has another key under its PNI since the device was authenticated.
    return accounts
        .refresh(device.account().aci())
        .filter(now -> now.has(device.device()))
        .map(now -> new AuthenticatedDevice(now, now.device(device.device().id()).orElseThrow()))
        .filter(now -> !now.device().preKeys(identity).equals(device.device().preKeys(identity)))
        .map(now -> publishAs(now, identity, keys))
        .orElse(outcome);
  }

  private PublishOutcome publishAs(
      AuthenticatedDevice device, IdentityType identity, PreKeyPublication keys) {
    if (keys.ecOneTime().size() > MAX_KEYS || keys.kyberOneTime().size() > MAX_KEYS) {
      return new PublishOutcome.TooMany(MAX_KEYS);
    }
    if (!accepts(device.account().identityKey(identity), keys)) {
      return new PublishOutcome.KeysInvalid();
    }
    Aci aci = device.account().aci();
    PreKeyOwner owner = device.device().preKeys(identity);
    PreKeySeal seal = new PreKeySeal(aci, keyring.ofAccount(aci));
    PreKeyUpload upload =
        new PreKeyUpload(
            keys.ecOneTime().stream().map(key -> seal.sealEcOneTime(owner, key, random)).toList(),
            keys.signed().map(key -> seal.sealSigned(owner, key)),
            keys.kyberOneTime().stream()
                .map(key -> seal.sealKyberOneTime(owner, key, random))
                .toList(),
            keys.lastResort().map(key -> seal.sealLastResort(owner, key)));
    return store.publish(owner, upload)
        ? new PublishOutcome.Published()
        : new PublishOutcome.DeviceGone();
  }

  private boolean accepts(Bytes identityKey, PreKeyPublication keys) {
    List<SignedKey> kyber =
        Stream.concat(keys.kyberOneTime().stream(), keys.lastResort().stream()).toList();
    return keys.ecOneTime().stream().map(OneTimeKey::publicKey).allMatch(PublicKeyForm.EC::fits)
        && check.accepts(identityKey, keys.signed().stream().toList(), kyber);
  }
}
