package org.sealpost.core.numbers;

import java.util.Optional;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.Device;
import org.sealpost.core.atrest.Keyring;
import org.sealpost.core.numbers.NumberChange.DeviceKeys;
import org.sealpost.core.prekeys.PreKeySeal;
import org.sealpost.protocol.IdentityType;
import org.sealpost.storage.accounts.DeviceChanges.RekeyedDevice;
import org.sealpost.storage.prekeys.PreKeyOwner;
import org.sealpost.storage.prekeys.PreKeyStore;
import org.sealpost.storage.prekeys.RepeatedUseKeys;

/// Devices with other keys under their account's PNI: the next key set of each.
public final class RekeyedDevices {
  private final PreKeyStore store;
  private final Keyring keyring;

  public RekeyedDevices(PreKeyStore store, Keyring keyring) {
    this.store = store;
    this.keyring = keyring;
  }

  /// A device as it will be, and what the store must know of it.
  record Rekeyed(Device device, RekeyedDevice change) {}

  Rekeyed of(Account account, Device device, DeviceKeys keys) {
    Device next = device.rekeyed(keys.registrationId());
    PreKeyOwner owner = next.preKeys(IdentityType.PNI);
    RepeatedUseKeys sealed = seal(account).seal(owner, keys.signed(), keys.lastResort());
    return new Rekeyed(next, new RekeyedDevice(next.inbox(), owner.keySet(), sealed));
  }

  /// Whether the account has all this already, as it does when a lost request is repeated.
  boolean isDone(Account account, NumberChange request) {
    return account.pniIdentityKey().equals(request.pniIdentityKey())
        && account.devices().stream()
            .allMatch(device ->
                Optional.ofNullable(request.keys().get(device.id()))
                    .filter(keys -> has(account, device, keys))
                    .isPresent());
  }

  private boolean has(Account account, Device device, DeviceKeys keys) {
    PreKeyOwner owner = device.preKeys(IdentityType.PNI);
    PreKeySeal seal = seal(account);
    return device.pniRegistrationId() == keys.registrationId()
        && store
            .repeatedUse(owner)
            .filter(stored ->
                seal.openSigned(owner, stored.signedPreKey()).equals(keys.signed())
                    && seal.openLastResort(owner, stored.lastResortKey()).equals(keys.lastResort()))
            .isPresent();
  }

  private PreKeySeal seal(Account account) {
    return new PreKeySeal(account.aci(), keyring.ofAccount(account.aci()));
  }
}
