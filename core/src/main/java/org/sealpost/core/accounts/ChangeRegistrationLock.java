package org.sealpost.core.accounts;

import java.security.SecureRandom;
import java.util.Optional;
import org.sealpost.audit.events.AuditEvent;
import org.sealpost.audit.events.AuditTrail;
import org.sealpost.core.accounts.ChangeAttributesOutcome.Changed;
import org.sealpost.core.accounts.ChangeAttributesOutcome.DeviceGone;
import org.sealpost.core.accounts.StoredAccounts.Step;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.storage.accounts.DeviceChanges;

/// Sets an account's registration lock, or clears it; any of its devices may. Source: accounts and
/// devices, sections 5 and 8.
public final class ChangeRegistrationLock {
  private final StoredAccounts accounts;
  private final SaltedSecrets secrets;
  private final AuditTrail audit;

  public ChangeRegistrationLock(StoredAccounts accounts, SecureRandom random, AuditTrail audit) {
    this.accounts = accounts;
    this.secrets = new SaltedSecrets(random);
    this.audit = audit;
  }

  /// Sets the lock, or clears it.
  ///
  /// @param lock empty clears it
  public ChangeAttributesOutcome change(AuthenticatedDevice caller, Optional<SecretBytes> lock) {
    return accounts
        .change(caller.account().aci(), account -> decide(account, caller, lock))
        .orElseGet(DeviceGone::new);
  }

  private Step<ChangeAttributesOutcome> decide(
      Account account, AuthenticatedDevice caller, Optional<SecretBytes> lock) {
    if (!account.has(caller.device())) {
      return Step.leave(new DeviceGone());
    }
    AccountDraft next = account.edit().registrationLock(lock, secrets);
    if (next.build().equals(account)) {
      return Step.leave(new Changed(new AuthenticatedDevice(account, caller.device())));
    }
    AuditEvent[] events =
        RegistrationLocks.changes(account, next.build(), caller.device().id())
            .toArray(AuditEvent[]::new);
    return Step.<ChangeAttributesOutcome>write(
            next,
            DeviceChanges.NONE,
            written -> new Changed(new AuthenticatedDevice(written, caller.device())))
        .audited(audit.of(events));
  }
}
