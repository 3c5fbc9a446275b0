package org.sealpost.core.accounts;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sealpost.audit.events.AuditEvent;
import org.sealpost.audit.events.AuditEvent.AccountRecovered;
import org.sealpost.audit.events.AuditEvent.AccountReregistered;
import org.sealpost.audit.events.AuditEvent.IdentityKeyChanged;
import org.sealpost.audit.events.AuditTrail;
import org.sealpost.core.accounts.NewDevices.NewDevice;
import org.sealpost.core.accounts.RegistrationOutcome.LockTriedTooOften;
import org.sealpost.core.accounts.RegistrationOutcome.Locked;
import org.sealpost.core.accounts.RegistrationOutcome.Registered;
import org.sealpost.core.accounts.StoredAccounts.Step;
import org.sealpost.core.atrest.StoredKeyring;
import org.sealpost.protocol.DeviceAddress;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.accounts.DeviceChanges;
import org.sealpost.storage.inboxes.InboxId;

/// Gives a number's account to whoever registers it again: its ids stay, its identity keys are
/// replaced, and its devices, their prekeys, envelopes and profiles are gone with the same commit.
final class ReplaceAccount {
  private final StoredAccounts accounts;
  private final StoredKeyring keyring;
  private final NewDevices newDevices;
  private final RetiredDevices retiredDevices;
  private final RegistrationLocks locks;
  private final SaltedSecrets secrets;
  private final AuditTrail audit;

  ReplaceAccount(
      StoredAccounts accounts,
      StoredKeyring keyring,
      NewDevices newDevices,
      RetiredDevices retiredDevices,
      RegistrationLocks locks,
      SecureRandom random,
      AuditTrail audit) {
    this.accounts = accounts;
    this.keyring = keyring;
    this.newDevices = newDevices;
    this.retiredDevices = retiredDevices;
    this.locks = locks;
    this.secrets = new SaltedSecrets(random);
    this.audit = audit;
  }

  /// Empty when the account is gone meanwhile, or has left the number.
  Optional<RegistrationOutcome> replace(
      Account existing, Registration request, Admission admission) {
    Optional<RegistrationOutcome> refused = admission.refuses(existing);
    if (refused.isPresent()) {
      return refused;
    }
    var wait = locks.attempt(existing, request.attributes().registrationLock());
    if (wait.isPresent()) {
      return Optional.of(new LockTriedTooOften(wait.get()));
    }
    Set<InboxId> former = new HashSet<>();
    try {
      Optional<Replacement> done =
          accounts.change(
              existing.aci(),
              account -> {
                account.devices().forEach(device -> former.add(device.inbox()));
                return decide(account, request, admission);
              });
      done.ifPresent(replaced -> tell(existing, request, admission, replaced));
      return done.flatMap(Replacement::outcome);
    } catch (StorageUnavailable e) {
      // It may have been written. Devices that are still the account's are let in again.
      retiredDevices.retired(former);
      retiredDevices.accountOver(existing.aci());
      throw e;
    }
  }

  private Step<Replacement> decide(Account account, Registration request, Admission admission) {
    if (!account.number().equals(request.number())) {
      return Step.leave(new Replacement(Optional.empty(), List.of()));
    }
    return admission
        .refuses(account)
        .or(() -> locks.refuses(account, request.attributes().registrationLock()))
        .map(refused -> Step.leave(new Replacement(Optional.of(refused), List.of())))
        .orElseGet(() -> replacement(account, request, admission));
  }

  private Step<Replacement> replacement(
      Account account, Registration request, Admission admission) {
    NewDevice primary =
        newDevices.make(
            account.aci(),
            DeviceAddress.PRIMARY,
            request.password(),
            request.attributes(),
            request.preKeys(),
            keyring.ofAccount(account.aci()));
    List<InboxId> retired = account.devices().stream().map(Device::inbox).toList();
    boolean storageCapable =
        account.devices().stream().anyMatch(device -> device.capabilities().contains("storage"));
    // Who comes with an invite is perhaps another person: the former one's way back is over.
    AccountDraft draft =
        admission.session().isPresent() ? account.edit().withoutRecoveryPassword() : account.edit();
    draft
        .identityKeys(request.aciIdentityKey(), request.pniIdentityKey())
        .attributes(request.attributes(), secrets)
        .profileVersion(Optional.empty())
        .onlyDevice(primary.device());
    return Step.write(
            draft,
            new DeviceChanges(List.of(primary.opened()), retired, true),
            written ->
                new Replacement(
                    Optional.of(new Registered(written, true, storageCapable)), retired))
        .audited(audit.of(events(account, draft.build(), admission)));
  }

  private static AuditEvent[] events(Account before, Account after, Admission admission) {
    int ended = before.devices().size();
    List<AuditEvent> events = new ArrayList<>();
    events.add(
        admission
            .session()
            .<AuditEvent>map(name -> new AccountReregistered(before.pseudonym(), name, ended))
            .orElseGet(() -> new AccountRecovered(before.pseudonym(), ended)));
    if (!before.aciIdentityKey().equals(after.aciIdentityKey())) {
      events.add(new IdentityKeyChanged(before.pseudonym()));
    }
    events.addAll(RegistrationLocks.changes(before, after, DeviceAddress.PRIMARY));
    return events.toArray(AuditEvent[]::new);
  }

  private void tell(
      Account existing, Registration request, Admission admission, Replacement replaced) {
    if (replaced.outcome().filter(Locked.class::isInstance).isPresent()) {
      boolean given = request.attributes().registrationLock().isPresent();
      locks.refused(existing, given, admission.session());
    }
    if (!replaced.retired().isEmpty()) {
      retiredDevices.retired(replaced.retired());
      retiredDevices.accountOver(existing.aci());
    }
  }

  /// @param outcome empty when the account has left the number
  private record Replacement(Optional<RegistrationOutcome> outcome, List<InboxId> retired) {}
}
