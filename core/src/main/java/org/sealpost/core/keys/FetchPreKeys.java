package org.sealpost.core.keys;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.AccountDirectory;
import org.sealpost.core.accounts.AnonymousAccess;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.accounts.Device;
import org.sealpost.core.atrest.Keyring;
import org.sealpost.core.keys.FetchOutcome.Fetched;
import org.sealpost.core.keys.FetchOutcome.NotFound;
import org.sealpost.core.keys.FetchOutcome.TooOften;
import org.sealpost.core.keys.FetchOutcome.Unauthorized;
import org.sealpost.core.keys.PreKeyBundle.DeviceKeys;
import org.sealpost.core.limits.RateLimit;
import org.sealpost.core.limits.RateLimits;
import org.sealpost.core.prekeys.PreKeySeal;
import org.sealpost.protocol.IdentityType;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.ServiceId;
import org.sealpost.storage.prekeys.PreKeyOwner;
import org.sealpost.storage.prekeys.PreKeyStore;
import org.sealpost.storage.prekeys.TakenKeys;

/// Hands out an account's prekeys: of each device the signed prekey, and a one-time key of each
/// kind that nobody else gets; where the Kyber ones are exhausted, the last-resort key. Source:
/// keys, section 5.
public final class FetchPreKeys {
  private final PreKeyStore store;
  private final AccountDirectory accounts;
  private final AnonymousAccess anonymousAccess;
  private final Keyring keyring;
  private final RateLimits limits;

  public FetchPreKeys(
      PreKeyStore store,
      AccountDirectory accounts,
      AnonymousAccess anonymousAccess,
      Keyring keyring,
      RateLimits limits) {
    this.store = store;
    this.accounts = accounts;
    this.anonymousAccess = anonymousAccess;
    this.keyring = keyring;
    this.limits = limits;
  }

  /// Takes keys of the target's devices.
  ///
  /// @param caller who asks, unless anonymously with an access key
  /// @param device the one device that is wanted; all when empty
  public FetchOutcome fetch(
      Optional<AuthenticatedDevice> caller,
      Optional<SecretBytes> accessKey,
      ServiceId target,
      OptionalInt device) {
    FetchOutcome nothing = caller.isPresent() ? new NotFound() : new Unauthorized();
    Optional<Account> account =
        caller.isPresent() ? accounts.find(target) : anonymousAccess.check(target, accessKey);
    if (account.isEmpty()) {
      return nothing;
    }
    List<Device> devices = devices(account.get(), device);
    if (devices.isEmpty()) {
      return nothing;
    }
    if (caller.isEmpty()) {
      Optional<Duration> wait = limits.take(RateLimit.ANONYMOUS_PRE_KEYS_TARGET, each(devices));
      if (wait.isPresent()) {
        return new TooOften(wait.get());
      }
    }
    List<DeviceKeys> keys = take(account.get(), target.identityType(), devices);
    if (keys.size() < devices.size()) {
      // A device was unlinked, or the account has other keys under its PNI: as it is now, then.
      account = accounts.refresh(target);
      if (account.isEmpty()) {
        return nothing;
      }
      keys = take(account.get(), target.identityType(), devices(account.get(), device));
    }
    return keys.isEmpty()
        ? new NotFound()
        : new Fetched(new PreKeyBundle(account.get().identityKey(target.identityType()), keys));
  }

  private static List<Device> devices(Account account, OptionalInt device) {
    return account.devices().stream()
        .filter(candidate -> device.isEmpty() || device.getAsInt() == candidate.id())
        .toList();
  }

  /// Counted only after the key was found right: strangers can neither use up a device's bucket nor
  /// push it out of memory.
  private static Map<String, Integer> each(List<Device> devices) {
    return devices.stream()
        .collect(Collectors.toMap(device -> device.inbox().uuid().toString(), _ -> 1));
  }

  private List<DeviceKeys> take(Account account, IdentityType identity, List<Device> devices) {
    PreKeySeal seal = new PreKeySeal(account.aci(), keyring.ofAccount(account.aci()));
    return store.take(devices.stream().map(device -> device.preKeys(identity)).toList()).stream()
        .flatMap(taken ->
            devices.stream()
                .filter(device -> device.inbox().equals(taken.owner().device()))
                .map(device -> open(device, taken, seal)))
        .toList();
  }

  private static DeviceKeys open(Device device, TakenKeys taken, PreKeySeal seal) {
    PreKeyOwner owner = taken.owner();
    return new DeviceKeys(
        device.id(),
        device.registrationId(owner.identity()),
        seal.openSigned(owner, taken.repeatedUse().signedPreKey()),
        taken.ecOneTime().map(key -> seal.openEcOneTime(owner, key)),
        taken
            .kyberOneTime()
            .map(key -> seal.openKyberOneTime(owner, key))
            .orElseGet(() -> seal.openLastResort(owner, taken.repeatedUse().lastResortKey())));
  }
}
