package org.sealpost.core.delivery;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.sealpost.audit.events.Pseudonym;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.AccountDirectory;
import org.sealpost.core.accounts.Device;
import org.sealpost.crypto.PasswordHash;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.protocol.ServiceId.Pni;
import org.sealpost.storage.accounts.DevicesVersion;
import org.sealpost.storage.inboxes.InboxId;

/// Accounts made by hand. What [#find] returns is as old as the last [#refresh], like a cache that
/// lags.
final class TestAccounts implements AccountDirectory {
  private final Map<Aci, Account> current = new HashMap<>();
  private final Map<Aci, Account> remembered = new HashMap<>();

  @Override
  public Optional<Account> find(ServiceId id) {
    return with(id, remembered);
  }

  @Override
  public Optional<Account> refresh(ServiceId id) {
    Optional<Account> found = with(id, current);
    found.ifPresent(account -> remembered.put(account.aci(), account));
    return found;
  }

  private static Optional<Account> with(ServiceId id, Map<Aci, Account> accounts) {
    return accounts.values().stream().filter(one -> one.isIdentifiedBy(id)).findFirst();
  }

  /// An account that [#find] knows at once.
  Account add(Account account) {
    change(account);
    refresh(account.aci());
    return account;
  }

  /// A change that [#find] has not heard of.
  void change(Account account) {
    current.put(account.aci(), account);
  }

  void remove(Account account) {
    current.remove(account.aci());
  }

  static Account account(UUID uuid, Device... devices) {
    return new Account(
        new Aci(uuid),
        new Pni(new UUID(~uuid.getMostSignificantBits(), uuid.getLeastSignificantBits())),
        new PhoneNumber("+49151" + (10_000_000 + Math.floorMod(uuid.hashCode(), 80_000_000))),
        new Pseudonym(Bytes.wrap(new byte[Pseudonym.BYTES])),
        Bytes.wrap(new byte[33]),
        Bytes.wrap(new byte[33]),
        Optional.empty(),
        false,
        true,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(devices),
        Map.of(),
        1,
        DevicesVersion.FIRST);
  }

  /// @param registrationId the PNI's is one more
  static Device device(int id, UUID inbox, int registrationId) {
    return new Device(
        id,
        new InboxId(inbox),
        new PasswordHash(Bytes.wrap(new byte[32]), Bytes.wrap(new byte[32])),
        registrationId,
        registrationId + 1,
        Optional.empty(),
        Instant.EPOCH,
        LocalDate.EPOCH,
        true,
        Set.of(),
        0);
  }

  /// The account with its devices changed: the one with this id is replaced, added or, if empty,
  /// removed.
  static Account withDevice(Account account, int id, Optional<Device> device) {
    List<Device> devices = new ArrayList<>(account.devices());
    devices.removeIf(one -> one.id() == id);
    device.ifPresent(devices::add);
    devices.sort(Comparator.comparingInt(Device::id));
    return new Account(
        account.aci(),
        account.pni(),
        account.number(),
        account.pseudonym(),
        account.aciIdentityKey(),
        account.pniIdentityKey(),
        account.accessKey(),
        account.unrestrictedAccess(),
        account.discoverable(),
        account.registrationLock(),
        account.recoveryPassword(),
        account.profileVersion(),
        account.username(),
        devices,
        account.usedLinkTokens(),
        account.version() + 1,
        account.devicesVersion().next());
  }
}
