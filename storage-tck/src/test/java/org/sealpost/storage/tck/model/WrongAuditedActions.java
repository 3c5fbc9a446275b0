package org.sealpost.storage.tck.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.accounts.AccountRecord;
import org.sealpost.storage.accounts.CreateOutcome;
import org.sealpost.storage.accounts.DeleteOutcome;
import org.sealpost.storage.accounts.DeviceChanges;
import org.sealpost.storage.accounts.FormerAccount;
import org.sealpost.storage.accounts.UpdateOutcome;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.datakeys.WrappedKey;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.registration.InviteRecord;
import org.sealpost.storage.registration.RedeemAudit;
import org.sealpost.storage.registration.RedeemOutcome;
import org.sealpost.storage.registration.SessionRecord;
import org.sealpost.storage.tck.StoreUnderTest.Opener;

/// Operations that do something else with their audit entries than to commit them with what was
/// done.
public final class WrongAuditedActions {
  private WrongAuditedActions() {}

  public static Opener creatingWithoutEntries() {
    return OverModel.accounts(data ->
        new ModelAccounts(data) {
          @Override
          public CreateOutcome create(
              AccountRecord account, WrappedKey key, DeviceChanges devices, List<AuditEntry> a) {
            return super.create(account, key, devices, List.of());
          }
        });
  }

  public static Opener updatingWithoutEntries() {
    return OverModel.accounts(data ->
        new ModelAccounts(data) {
          @Override
          public UpdateOutcome update(
              AccountRecord next,
              List<InboxId> inboxes,
              DeviceChanges devices,
              List<AuditEntry> audit) {
            return super.update(next, inboxes, devices, List.of());
          }
        });
  }

  public static Opener deletingWithoutEntries() {
    return OverModel.accounts(data ->
        new ModelAccounts(data) {
          @Override
          public DeleteOutcome delete(
              Aci aci,
              long version,
              List<InboxId> inboxes,
              Optional<FormerAccount> former,
              List<AuditEntry> audit) {
            return super.delete(aci, version, inboxes, former, List.of());
          }
        });
  }

  public static Opener invitingWithoutEntries() {
    return OverModel.registrations(data ->
        new ModelRegistrations(data) {
          @Override
          public void putInvite(InviteRecord invite, List<AuditEntry> audit) {
            super.putInvite(invite, List.of());
          }
        });
  }

  private static Opener redeemingWith(UnaryOperator<RedeemAudit> changed) {
    return OverModel.registrations(data ->
        new ModelRegistrations(data) {
          @Override
          public RedeemOutcome redeem(
              Bytes numberHash,
              Bytes codeHash,
              SessionRecord verified,
              int maxWrongCodes,
              Instant now,
              RedeemAudit audit) {
            return super.redeem(
                numberHash, codeHash, verified, maxWrongCodes, now, changed.apply(audit));
          }
        });
  }

  public static Opener redeemingWithoutEntries() {
    return redeemingWith(audit -> new RedeemAudit(List.of(), audit.burned()));
  }

  public static Opener burningWithoutEntries() {
    return redeemingWith(audit -> new RedeemAudit(audit.redeemed(), List.of()));
  }

  public static Opener takingOneOutcomesEntriesForTheOthers() {
    return redeemingWith(
        audit -> new RedeemAudit(/* redeemed= */ audit.burned(), /* burned= */ audit.redeemed()));
  }

  public static Opener auditingEachWrongCodeAsTheLast() {
    return OverModel.registrations(data ->
        new ModelRegistrations(data) {
          @Override
          RedeemOutcome countWrongCode(
              InviteRecord invite, int maxWrongCodes, List<AuditEntry> burned) {
            data.keepPending(burned);
            return super.countWrongCode(invite, maxWrongCodes, burned);
          }
        });
  }

  public static Opener retiringWithoutEntries() {
    return OverModel.dataKeys(data ->
        new ModelDataKeys(data) {
          @Override
          public boolean retireBefore(int generation, List<AuditEntry> audit) {
            return super.retireBefore(generation, List.of());
          }
        });
  }

  /// Entries in a commit of their own, before the account's.
  public static Opener keepingEntriesBeforeTheAction() {
    return OverModel.accounts(data ->
        new ModelAccounts(data) {
          @Override
          public CreateOutcome create(
              AccountRecord account, WrappedKey key, DeviceChanges devices, List<AuditEntry> a) {
            keepNow(data, a);
            return super.create(account, key, devices, List.of());
          }
        });
  }

  /// Entries in a commit of their own, after what they record was done.
  public static Opener keepingEntriesAfterTheAction() {
    return OverModel.accounts(data ->
        new ModelAccounts(data) {
          @Override
          public DeleteOutcome delete(
              Aci aci,
              long version,
              List<InboxId> inboxes,
              Optional<FormerAccount> former,
              List<AuditEntry> audit) {
            DeleteOutcome outcome = super.delete(aci, version, inboxes, former, List.of());
            if (outcome == DeleteOutcome.DELETED) {
              keepNow(data, audit);
            }
            return outcome;
          }
        });
  }

  private static void keepNow(ModelData data, List<AuditEntry> audit) {
    boolean _ =
        data.committed(() -> {
          data.keepPending(audit);
          return true;
        });
  }
}
