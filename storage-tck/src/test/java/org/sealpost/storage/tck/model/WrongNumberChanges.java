package org.sealpost.storage.tck.model;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.IdentityType;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.accounts.AccountRecord;
import org.sealpost.storage.accounts.DeviceChanges;
import org.sealpost.storage.accounts.DeviceChanges.RekeyedDevice;
import org.sealpost.storage.accounts.UpdateOutcome;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.prekeys.PreKeyOwner;
import org.sealpost.storage.prekeys.PreKeyUpload;
import org.sealpost.storage.tck.StoreUnderTest.Opener;

/// One mistake each about accounts that change their number.
public final class WrongNumberChanges {
  private WrongNumberChanges() {}

  /// An index that an update does not check.
  public static Opener changingToAnothersNumber() {
    return OverModel.accounts(data ->
        new ModelAccounts(data) {
          @Override
          boolean isAnothers(AccountRecord account) {
            return !data.accounts.containsKey(account.aci()) && super.isAnothers(account);
          }
        });
  }

  public static Opener lookingWhetherItIsTakenBeforeTheCommit() {
    return OverModel.accounts(data ->
        new ModelAccounts(data) {
          @Override
          public UpdateOutcome update(
              AccountRecord next,
              List<InboxId> inboxes,
              DeviceChanges devices,
              List<AuditEntry> audit) {
            boolean taken = data.locked(() -> super.isAnothers(next));
            boolean asExpected =
                find(next.aci()).filter(old -> old.version() == next.version() - 1).isPresent();
            if (!asExpected || taken) {
              return super.update(next, inboxes, devices, audit);
            }
            return data.committed(() -> {
              AccountRecord old = data.accounts.get(next.aci());
              if (old == null || old.version() != next.version() - 1) {
                return UpdateOutcome.VERSION_CHANGED;
              }
              data.accounts.put(next.aci(), next);
              carryOut(next.aci(), devices);
              return UpdateOutcome.UPDATED;
            });
          }
        });
  }

  /// A lookup row of the old number that nobody removes.
  public static Opener keepingTheOldNumberTaken() {
    Map<Bytes, Aci> taken = new HashMap<>();
    return OverModel.accounts(data ->
        new ModelAccounts(data) {
          @Override
          public UpdateOutcome update(
              AccountRecord next,
              List<InboxId> inboxes,
              DeviceChanges devices,
              List<AuditEntry> audit) {
            Optional<AccountRecord> old = find(next.aci());
            UpdateOutcome outcome = super.update(next, inboxes, devices, audit);
            if (outcome == UpdateOutcome.UPDATED
                && !old.orElseThrow().numberHash().equals(next.numberHash())) {
              taken.put(old.orElseThrow().numberHash(), next.aci());
            }
            return outcome;
          }

          @Override
          boolean isAnothers(AccountRecord account) {
            Aci owner = taken.get(account.numberHash());
            return super.isAnothers(account) || (owner != null && !owner.equals(account.aci()));
          }
        });
  }

  public static Opener keepingOneTimeKeysOfTheSetBefore() {
    return OverModel.accounts(data ->
        new ModelAccounts(data) {
          @Override
          void rekey(ModelData.Inbox inbox, RekeyedDevice device) {
            ModelData.Keys old = Objects.requireNonNull(inbox.keys.get(IdentityType.PNI));
            super.rekey(inbox, device);
            ModelData.Keys keys = Objects.requireNonNull(inbox.keys.get(IdentityType.PNI));
            keys.ec = new ArrayDeque<>(old.ec);
            keys.kyber = new ArrayDeque<>(old.kyber);
          }
        });
  }

  /// In a commit of its own, behind the account's.
  public static Opener rekeyingInACommitOfItsOwn() {
    return OverModel.accounts(data ->
        new ModelAccounts(data) {
          @Override
          public UpdateOutcome update(
              AccountRecord next,
              List<InboxId> inboxes,
              DeviceChanges devices,
              List<AuditEntry> audit) {
            UpdateOutcome outcome =
                super.update(
                    next,
                    inboxes,
                    new DeviceChanges(
                        devices.opened(), devices.retired(), devices.forgetProfiles()),
                    audit);
            if (outcome == UpdateOutcome.UPDATED && !devices.rekeyed().isEmpty()) {
              boolean _ =
                  data.committed(() -> {
                    carryOut(
                        next.aci(),
                        new DeviceChanges(List.of(), List.of(), devices.rekeyed(), false));
                    return true;
                  });
            }
            return outcome;
          }
        });
  }

  public static Opener rekeyingWhateverBecomesOfTheChange() {
    return OverModel.accounts(data ->
        new ModelAccounts(data) {
          @Override
          public UpdateOutcome update(
              AccountRecord next,
              List<InboxId> inboxes,
              DeviceChanges devices,
              List<AuditEntry> audit) {
            boolean _ =
                data.committed(() -> {
                  carryOut(
                      next.aci(),
                      new DeviceChanges(List.of(), List.of(), devices.rekeyed(), false));
                  return true;
                });
            return super.update(next, inboxes, devices, audit);
          }
        });
  }

  public static Opener answeringForEverySet() {
    return OverModel.preKeys(data ->
        new ModelPreKeys(data) {
          @Override
          Optional<ModelData.Keys> keys(PreKeyOwner owner) {
            return data.living(owner.device()).map(inbox -> inbox.keys.get(owner.identity()));
          }
        });
  }

  public static Opener comparingTheSetBeforeTheCommit() {
    return OverModel.preKeys(data ->
        new ModelPreKeys(data) {
          @Override
          public boolean publish(PreKeyOwner owner, PreKeyUpload upload) {
            boolean there = data.locked(() -> keys(owner).isPresent());
            return data.committed(() -> {
              if (there) {
                data.living(owner.device())
                    .map(inbox -> inbox.keys.get(owner.identity()))
                    .ifPresent(keys -> replace(keys, upload));
              }
              return there;
            });
          }
        });
  }
}
