package org.sealpost.core.accounts;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import org.sealpost.audit.events.AuditEvent;
import org.sealpost.audit.events.AuditTrail;
import org.sealpost.core.accounts.ChangeAttributesOutcome.Changed;
import org.sealpost.core.accounts.ChangeAttributesOutcome.DeviceGone;
import org.sealpost.core.accounts.StoredAccounts.Step;
import org.sealpost.storage.accounts.DeviceChanges;

/// Changes what a device said of itself and its account; registration ids stay. Source: accounts
/// and devices, section 5.
public final class ChangeAttributes {
  private final StoredAccounts accounts;
  private final Clock clock;
  private final SaltedSecrets secrets;
  private final AuditTrail audit;

  public ChangeAttributes(
      StoredAccounts accounts, Clock clock, SecureRandom random, AuditTrail audit) {
    this.accounts = accounts;
    this.clock = clock;
    this.secrets = new SaltedSecrets(random);
    this.audit = audit;
  }

  public ChangeAttributesOutcome change(AuthenticatedDevice caller, Attributes attributes) {
    return accounts
        .change(caller.account().aci(), account -> decide(account, caller, attributes))
        .orElseGet(DeviceGone::new);
  }

  private Step<ChangeAttributesOutcome> decide(
      Account account, AuthenticatedDevice caller, Attributes attributes) {
    Optional<Device> current =
        account
            .device(caller.device().id())
            .filter(device -> device.inbox().equals(caller.device().inbox()));
    if (current.isEmpty()) {
      return Step.leave(new DeviceGone());
    }
    Device device =
        current
            .get()
            .described(attributes)
            .seenOn(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
    AccountDraft next = account.edit().attributes(attributes, secrets).device(device);
    if (next.build().equals(account)) {
      return Step.leave(new Changed(new AuthenticatedDevice(account, device)));
    }
    AuditEvent[] events =
        RegistrationLocks.changes(account, next.build(), device.id()).toArray(AuditEvent[]::new);
    return Step.<ChangeAttributesOutcome>write(
            next,
            DeviceChanges.NONE,
            written -> new Changed(new AuthenticatedDevice(written, device)))
        .audited(audit.of(events));
  }
}
