package org.sealpost.storage.tck.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.accounts.AccountRecord;
import org.sealpost.storage.accounts.DeleteOutcome;
import org.sealpost.storage.accounts.DeviceChanges;
import org.sealpost.storage.accounts.FormerAccount;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.datakeys.KeyOwner;
import org.sealpost.storage.datakeys.WrappedKey;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.tck.StoreUnderTest.Opener;

/// One mistake each about the end of an account.
public final class WrongDeletions {
  private WrongDeletions() {}

  private static Opener ending(BiConsumer<ModelData, AccountRecord> wrong) {
    return OverModel.accounts(data ->
        new ModelAccounts(data) {
          @Override
          void end(Aci aci, List<InboxId> inboxes) {
            AccountRecord record = data.accounts.get(aci);
            super.end(aci, inboxes);
            wrong.accept(data, record);
          }
        });
  }

  public static Opener leavingTheDataKey() {
    return ending((data, account) ->
        data.dataKeys.put(
            new KeyOwner.OfAccount(account.aci()), new WrappedKey(1, account.numberHash())));
  }

  public static Opener leavingTheProfiles() {
    return OverModel.accounts(data ->
        new ModelAccounts(data) {
          @Override
          void end(Aci aci, List<InboxId> inboxes) {
            var profiles = data.profiles.get(aci);
            super.end(aci, inboxes);
            if (profiles != null) {
              data.profiles.put(aci, profiles);
            }
          }
        });
  }

  public static Opener leavingTheInboxes() {
    return OverModel.accounts(data ->
        new ModelAccounts(data) {
          @Override
          void end(Aci aci, List<InboxId> inboxes) {
            super.end(aci, List.of());
          }
        });
  }

  /// A row that says the account is deleted, and that still has the number.
  public static Opener keepingTheNumberTaken() {
    return OverModel.accounts(data ->
        new ModelAccounts(data) {
          private final Map<Aci, AccountRecord> ended = new ConcurrentHashMap<>();

          @Override
          void end(Aci aci, List<InboxId> inboxes) {
            ended.put(aci, data.accounts.get(aci));
            super.end(aci, inboxes);
          }

          @Override
          boolean isTaken(AccountRecord account) {
            return super.isTaken(account)
                || ended.values().stream()
                    .anyMatch(other -> other.numberHash().equals(account.numberHash()));
          }
        });
  }

  public static Opener deletingWithoutComparing() {
    return OverModel.accounts(data ->
        new ModelAccounts(data) {
          @Override
          public DeleteOutcome delete(
              Aci aci,
              long version,
              List<InboxId> inboxes,
              Optional<FormerAccount> former,
              List<AuditEntry> audit) {
            long stored = find(aci).map(AccountRecord::version).orElse(version);
            return super.delete(aci, stored, inboxes, former, audit);
          }
        });
  }

  public static Opener comparingBeforeTheCommit() {
    return OverModel.accounts(data ->
        new ModelAccounts(data) {
          @Override
          public DeleteOutcome delete(
              Aci aci,
              long version,
              List<InboxId> inboxes,
              Optional<FormerAccount> former,
              List<AuditEntry> audit) {
            boolean asExpected = find(aci).filter(old -> old.version() == version).isPresent();
            return data.committed(() -> {
              if (asExpected) {
                end(aci, inboxes);
              }
              return asExpected ? DeleteOutcome.DELETED : DeleteOutcome.VERSION_CHANGED;
            });
          }
        });
  }

  /// Devices in a commit of their own, before the account's.
  public static Opener abandoningInboxesWhateverBecomesOfTheAccount() {
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
                  carryOut(aci, new DeviceChanges(List.of(), inboxes, false));
                  return true;
                });
            return super.delete(aci, version, List.of(), former, audit);
          }
        });
  }

  /// A cache that a deletion leaves before its commit, and that a reader may fill again at once.
  public static Opener cachingWhatWasFoundDuringADeletion() {
    return OverModel.accounts(data ->
        new ModelAccounts(data) {
          private final Map<Aci, Optional<AccountRecord>> found = new ConcurrentHashMap<>();

          @Override
          public DeleteOutcome delete(
              Aci aci,
              long version,
              List<InboxId> inboxes,
              Optional<FormerAccount> former,
              List<AuditEntry> audit) {
            found.remove(aci);
            return super.delete(aci, version, inboxes, former, audit);
          }

          @Override
          public Optional<AccountRecord> find(Aci aci) {
            return found.computeIfAbsent(aci, super::find);
          }
        });
  }
}
