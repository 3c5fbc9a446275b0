package org.sealpost.storage.tck.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.IdentityType;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.protocol.ServiceId.Pni;
import org.sealpost.storage.accounts.AccountRecord;
import org.sealpost.storage.accounts.AccountStore;
import org.sealpost.storage.accounts.CreateOutcome;
import org.sealpost.storage.accounts.DeleteOutcome;
import org.sealpost.storage.accounts.DeviceChanges;
import org.sealpost.storage.accounts.DeviceChanges.RekeyedDevice;
import org.sealpost.storage.accounts.FormerAccount;
import org.sealpost.storage.accounts.UpdateOutcome;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.datakeys.KeyOwner;
import org.sealpost.storage.datakeys.WrappedKey;
import org.sealpost.storage.inboxes.InboxId;

/// Accounts of the model.
class ModelAccounts implements AccountStore {
  private final ModelData data;

  ModelAccounts(ModelData data) {
    this.data = data;
  }

  @Override
  public CreateOutcome create(
      AccountRecord account, WrappedKey dataKey, DeviceChanges devices, List<AuditEntry> audit) {
    if (account.usernameHash().isPresent()) {
      throw new IllegalArgumentException("a new account has no username yet");
    }
    return data.committed(() -> {
      if (isTaken(account)) {
        return CreateOutcome.TAKEN;
      }
      data.refuseRetired(dataKey);
      data.accounts.put(account.aci(), account);
      forgetFormer(account);
      data.dataKeys.put(new KeyOwner.OfAccount(account.aci()), dataKey);
      carryOut(account.aci(), devices);
      data.keepPending(audit);
      return CreateOutcome.CREATED;
    });
  }

  boolean isTaken(AccountRecord account) {
    return data.accounts.containsKey(account.aci()) || isAnothers(account);
  }

  /// Whether another account has one of its keys.
  boolean isAnothers(AccountRecord account) {
    return first(other ->
            !other.aci().equals(account.aci())
                && (other.pni().equals(account.pni())
                    || other.numberHash().equals(account.numberHash())
                    || isSame(other.usernameHash(), account.usernameHash())
                    || isSame(other.usernameLinkHash(), account.usernameLinkHash())))
        .isPresent();
  }

  private static boolean isSame(Optional<Bytes> one, Optional<Bytes> other) {
    return one.isPresent() && one.equals(other);
  }

  @Override
  public UpdateOutcome update(
      AccountRecord next, List<InboxId> inboxes, DeviceChanges devices, List<AuditEntry> audit) {
    return data.committed(() -> {
      AccountRecord stored = data.accounts.get(next.aci());
      if (stored == null || stored.version() != next.version() - 1) {
        return UpdateOutcome.VERSION_CHANGED;
      }
      if (next.usernameHash().isPresent() && !next.usernameHash().equals(stored.usernameHash())) {
        throw new IllegalArgumentException("a username is confirmed");
      }
      if (isAnothers(next)) {
        return UpdateOutcome.TAKEN;
      }
      data.accounts.put(next.aci(), next);
      forgetFormer(next);
      carryOut(next.aci(), devices);
      data.keepPending(audit);
      return UpdateOutcome.UPDATED;
    });
  }

  @Override
  public UpdateOutcome confirmUsername(AccountRecord next, Instant now, List<AuditEntry> audit) {
    Bytes name =
        next.usernameHash()
            .orElseThrow(() -> new IllegalArgumentException("there is no username to confirm"));
    return data.committed(() -> {
      AccountRecord stored = data.accounts.get(next.aci());
      if (stored == null || stored.version() != next.version() - 1) {
        return UpdateOutcome.VERSION_CHANGED;
      }
      if (isAnothers(next) || ModelReservations.isReservedForAnother(data, next.aci(), name, now)) {
        return UpdateOutcome.TAKEN;
      }
      data.accounts.put(next.aci(), next);
      ModelReservations.forget(data, next.aci(), name);
      data.keepPending(audit);
      return UpdateOutcome.UPDATED;
    });
  }

  @Override
  public DeleteOutcome delete(
      Aci aci,
      long version,
      List<InboxId> inboxes,
      Optional<FormerAccount> former,
      List<AuditEntry> audit) {
    return data.committed(() -> {
      AccountRecord stored = data.accounts.get(aci);
      if (stored == null || stored.version() != version) {
        return DeleteOutcome.VERSION_CHANGED;
      }
      if (former.filter(it -> !it.numberHash().equals(stored.numberHash())).isPresent()) {
        throw new IllegalArgumentException("what is remembered has another number");
      }
      end(aci, inboxes);
      former.ifPresent(it -> data.former.put(it.numberHash(), it));
      data.keepPending(audit);
      return DeleteOutcome.DELETED;
    });
  }

  /// Somebody has the number again.
  void forgetFormer(AccountRecord account) {
    data.former.remove(account.numberHash());
  }

  void end(Aci aci, List<InboxId> inboxes) {
    data.accounts.remove(aci);
    data.dataKeys.remove(new KeyOwner.OfAccount(aci));
    data.reservations.remove(aci);
    carryOut(aci, new DeviceChanges(List.of(), inboxes, true));
  }

  void carryOut(Aci account, DeviceChanges devices) {
    for (InboxId retired : devices.retired()) {
      data.living(retired)
          .ifPresent(inbox -> {
            inbox.abandoned = true;
            inbox.keys.clear();
          });
    }
    for (DeviceChanges.OpenedDevice device : devices.opened()) {
      ModelData.Inbox inbox = new ModelData.Inbox();
      inbox.keys.put(IdentityType.ACI, new ModelData.Keys(device.aciKeys()));
      inbox.keys.put(IdentityType.PNI, new ModelData.Keys(device.pniKeys()));
      data.inboxes.put(device.inbox(), inbox);
    }
    for (RekeyedDevice device : devices.rekeyed()) {
      data.living(device.inbox()).ifPresent(inbox -> rekey(inbox, device));
    }
    if (devices.forgetProfiles()) {
      data.profiles.remove(account);
    }
  }

  void rekey(ModelData.Inbox inbox, RekeyedDevice device) {
    inbox.keys.put(IdentityType.PNI, new ModelData.Keys(device.keySet(), device.pniKeys()));
  }

  @Override
  public Optional<AccountRecord> find(Aci aci) {
    return data.locked(() -> Optional.ofNullable(data.accounts.get(aci)));
  }

  @Override
  public Optional<AccountRecord> findByPni(Pni pni) {
    return data.locked(() -> first(account -> account.pni().equals(pni)));
  }

  @Override
  public Optional<AccountRecord> findByNumber(Bytes numberHash) {
    return data.locked(() -> first(account -> account.numberHash().equals(numberHash)));
  }

  @Override
  public Optional<AccountRecord> findByUsername(Bytes usernameHash) {
    return data.locked(
        () -> first(account -> account.usernameHash().equals(Optional.of(usernameHash))));
  }

  @Override
  public Optional<AccountRecord> findByUsernameLink(Bytes usernameLinkHash) {
    return data.locked(
        () -> first(account -> account.usernameLinkHash().equals(Optional.of(usernameLinkHash))));
  }

  private Optional<AccountRecord> first(Predicate<AccountRecord> wanted) {
    return data.accounts.values().stream().filter(wanted).findFirst();
  }
}
