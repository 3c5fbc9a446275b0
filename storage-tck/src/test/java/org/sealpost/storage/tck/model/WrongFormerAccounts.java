package org.sealpost.storage.tck.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.accounts.AccountRecord;
import org.sealpost.storage.accounts.CreateOutcome;
import org.sealpost.storage.accounts.DeleteOutcome;
import org.sealpost.storage.accounts.DeviceChanges;
import org.sealpost.storage.accounts.DevicesVersion;
import org.sealpost.storage.accounts.FormerAccount;
import org.sealpost.storage.accounts.FormerAccountStore;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.datakeys.WrappedKey;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.tck.StoreUnderTest.Opener;

/// One mistake each about what is remembered of deleted accounts.
public final class WrongFormerAccounts {
  private WrongFormerAccounts() {}

  public static Opener rememberingInACommitOfItsOwn() {
    return OverModel.accounts(data ->
        new ModelAccounts(data) {
          @Override
          public DeleteOutcome delete(
              Aci aci,
              long version,
              List<InboxId> inboxes,
              Optional<FormerAccount> former,
              List<AuditEntry> audit) {
            DeleteOutcome outcome = super.delete(aci, version, inboxes, Optional.empty(), audit);
            if (outcome == DeleteOutcome.DELETED && former.isPresent()) {
              data.committed(() -> data.former.put(former.get().numberHash(), former.get()));
            }
            return outcome;
          }
        });
  }

  public static Opener rememberingWhateverBecomesOfTheDeletion() {
    return OverModel.accounts(data ->
        new ModelAccounts(data) {
          @Override
          public DeleteOutcome delete(
              Aci aci,
              long version,
              List<InboxId> inboxes,
              Optional<FormerAccount> former,
              List<AuditEntry> audit) {
            boolean _ =
                data.committed(() -> {
                  former.ifPresent(it -> data.former.put(it.numberHash(), it));
                  return true;
                });
            return super.delete(aci, version, inboxes, former, audit);
          }
        });
  }

  /// What was checked against the former account would pass for the next one's.
  public static Opener beginningTheDeviceListAnew() {
    return OverModel.accounts(data ->
        new ModelAccounts(data) {
          @Override
          public CreateOutcome create(
              AccountRecord account,
              WrappedKey dataKey,
              DeviceChanges devices,
              List<AuditEntry> audit) {
            return super.create(
                new AccountRecord(
                    account.aci(),
                    account.pni(),
                    account.numberHash(),
                    1,
                    DevicesVersion.FIRST,
                    account.sealedDocument()),
                dataKey,
                devices,
                audit);
          }
        });
  }

  public static Opener rememberingWhoseNumberIsTaken() {
    return OverModel.accounts(data ->
        new ModelAccounts(data) {
          @Override
          void forgetFormer(AccountRecord account) {}
        });
  }

  private static Opener over(Function<ModelData, FormerAccountStore> shape) {
    ModelData data = new ModelData();
    return (limits, clock, beforeCommit) ->
        new ModelStorage(data, limits, clock, beforeCommit) {
          @Override
          public FormerAccountStore formerAccounts() {
            return shape.apply(data);
          }
        };
  }

  public static Opener rememberingForEver() {
    return over(data ->
        new ModelFormerAccounts(data) {
          @Override
          public Optional<FormerAccount> find(Bytes numberHash, Instant now) {
            return super.find(numberHash, Instant.MIN);
          }
        });
  }

  public static Opener forgettingWithoutEntries() {
    return over(data ->
        new ModelFormerAccounts(data) {
          @Override
          public boolean forget(Bytes numberHash, List<AuditEntry> audit) {
            return super.forget(numberHash, List.of());
          }
        });
  }

  public static Opener sweepingWhatIsNotOver() {
    return over(data ->
        new ModelFormerAccounts(data) {
          @Override
          public int sweepExpired(Instant now, int max) {
            return super.sweepExpired(Instant.MAX, max);
          }
        });
  }
}
