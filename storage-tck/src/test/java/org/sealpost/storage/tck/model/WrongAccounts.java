package org.sealpost.storage.tck.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.accounts.AccountRecord;
import org.sealpost.storage.accounts.CreateOutcome;
import org.sealpost.storage.accounts.DeviceChanges;
import org.sealpost.storage.accounts.UpdateOutcome;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.datakeys.KeyOwner;
import org.sealpost.storage.datakeys.WrappedKey;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.tck.StoreUnderTest.Opener;

/// One mistake each about accounts, their data keys and their profiles.
public final class WrongAccounts {
  private WrongAccounts() {}

  /// Writes whatever the version is.
  public static Opener updatingWithoutComparing() {
    return OverModel.accounts(data ->
        new ModelAccounts(data) {
          @Override
          public UpdateOutcome update(
              AccountRecord next,
              List<InboxId> inboxes,
              DeviceChanges devices,
              List<AuditEntry> audit) {
            return data.committed(() -> {
              data.accounts.put(next.aci(), next);
              return UpdateOutcome.UPDATED;
            });
          }
        });
  }

  public static Opener comparingBeforeTheCommit() {
    return OverModel.accounts(data ->
        new ModelAccounts(data) {
          @Override
          public UpdateOutcome update(
              AccountRecord next,
              List<InboxId> inboxes,
              DeviceChanges devices,
              List<AuditEntry> audit) {
            boolean asExpected =
                find(next.aci()).filter(old -> old.version() == next.version() - 1).isPresent();
            return data.committed(() -> {
              if (asExpected) {
                data.accounts.put(next.aci(), next);
              }
              return asExpected ? UpdateOutcome.UPDATED : UpdateOutcome.VERSION_CHANGED;
            });
          }
        });
  }

  public static Opener givingANumberToTwo() {
    return OverModel.accounts(data ->
        new ModelAccounts(data) {
          @Override
          boolean isTaken(AccountRecord account) {
            return data.accounts.containsKey(account.aci());
          }
        });
  }

  /// Devices in a commit of their own, before the account's.
  public static Opener changingDevicesWhateverBecomesOfTheAccount() {
    return OverModel.accounts(data ->
        new ModelAccounts(data) {
          @Override
          public CreateOutcome create(
              AccountRecord account,
              WrappedKey dataKey,
              DeviceChanges devices,
              List<AuditEntry> audit) {
            changeNow(account.aci(), devices);
            return super.create(account, dataKey, DeviceChanges.NONE, audit);
          }

          @Override
          public UpdateOutcome update(
              AccountRecord next,
              List<InboxId> inboxes,
              DeviceChanges devices,
              List<AuditEntry> audit) {
            changeNow(next.aci(), devices);
            return super.update(next, inboxes, DeviceChanges.NONE, audit);
          }

          private void changeNow(Aci account, DeviceChanges devices) {
            boolean _ =
                data.committed(() -> {
                  carryOut(account, devices);
                  return true;
                });
          }
        });
  }

  public static Opener leavingUnlinkedDevicesTheirKeys() {
    return OverModel.accounts(data ->
        new ModelAccounts(data) {
          @Override
          void carryOut(Aci account, DeviceChanges devices) {
            super.carryOut(
                account, new DeviceChanges(devices.opened(), List.of(), devices.forgetProfiles()));
          }
        });
  }

  public static Opener losingTheDataKey() {
    return OverModel.accounts(data ->
        new ModelAccounts(data) {
          @Override
          public CreateOutcome create(
              AccountRecord account,
              WrappedKey dataKey,
              DeviceChanges devices,
              List<AuditEntry> audit) {
            CreateOutcome outcome = super.create(account, dataKey, devices, audit);
            data.dataKeys.remove(new KeyOwner.OfAccount(account.aci()));
            return outcome;
          }
        });
  }

  /// A cache that an update leaves before its commit, and that a reader may fill again at once.
  public static Opener cachingWhatWasFoundDuringAnUpdate() {
    return OverModel.accounts(data ->
        new ModelAccounts(data) {
          private final Map<Aci, Optional<AccountRecord>> found = new ConcurrentHashMap<>();

          @Override
          public UpdateOutcome update(
              AccountRecord next,
              List<InboxId> inboxes,
              DeviceChanges devices,
              List<AuditEntry> audit) {
            found.remove(next.aci());
            return super.update(next, inboxes, devices, audit);
          }

          @Override
          public Optional<AccountRecord> find(Aci aci) {
            return found.computeIfAbsent(aci, super::find);
          }
        });
  }

  /// Every other answer is the one of before.
  public static Opener answeringFromALateReplica() {
    return OverModel.accounts(data ->
        new ModelAccounts(data) {
          private final Map<Aci, AccountRecord> before = new ConcurrentHashMap<>();
          private final AtomicInteger finds = new AtomicInteger();

          @Override
          public UpdateOutcome update(
              AccountRecord next,
              List<InboxId> inboxes,
              DeviceChanges devices,
              List<AuditEntry> audit) {
            super.find(next.aci()).ifPresent(old -> before.put(next.aci(), old));
            return super.update(next, inboxes, devices, audit);
          }

          @Override
          public Optional<AccountRecord> find(Aci aci) {
            // Every second find, so that it is seen whoever asks.
            boolean late = finds.getAndIncrement() % 2 == 0;
            return Optional.ofNullable(late ? before.get(aci) : null).or(() -> super.find(aci));
          }
        });
  }

  public static Opener replacingADataKey() {
    return OverModel.dataKeys(data ->
        new ModelDataKeys(data) {
          @Override
          public WrappedKey putIfAbsent(KeyOwner owner, WrappedKey key) {
            return data.committed(() -> {
              data.dataKeys.put(owner, key);
              return key;
            });
          }
        });
  }

  /// A version that is written again keeps its age.
  public static Opener droppingTheProfileFirstWritten() {
    return OverModel.profiles(data ->
        new ModelProfiles(data) {
          @Override
          public boolean put(
              Aci account, InboxId writer, Bytes versionHash, Bytes sealed, int maxVersions) {
            boolean known =
                data.locked(() ->
                    Optional.ofNullable(data.profiles.get(account))
                        .map(versions -> versions.replace(versionHash, sealed))
                        .isPresent());
            return known || super.put(account, writer, versionHash, sealed, maxVersions);
          }
        });
  }

  public static Opener takingAProfileFromARetiredDevice() {
    return OverModel.profiles(data ->
        new ModelProfiles(data) {
          @Override
          public boolean put(
              Aci account, InboxId writer, Bytes versionHash, Bytes sealed, int maxVersions) {
            return data.committed(() -> {
              data.profiles
                  .computeIfAbsent(account, _ -> new LinkedHashMap<>())
                  .put(versionHash, sealed);
              return true;
            });
          }
        });
  }
}
