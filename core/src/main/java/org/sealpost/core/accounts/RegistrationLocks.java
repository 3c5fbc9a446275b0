package org.sealpost.core.accounts;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.sealpost.audit.events.AuditEvent;
import org.sealpost.audit.events.AuditEvent.RegistrationLockCleared;
import org.sealpost.audit.events.AuditEvent.RegistrationLockRefused;
import org.sealpost.audit.events.AuditEvent.RegistrationLockSet;
import org.sealpost.audit.events.AuditTrail;
import org.sealpost.audit.events.KeyedName;
import org.sealpost.core.accounts.RegistrationOutcome.Locked;
import org.sealpost.core.limits.RateLimit;
import org.sealpost.core.limits.RateLimits;
import org.sealpost.protocol.DeviceAddress;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.storage.audit.AuditStore;

/// Holds registrations of a locked number up: whoever does not know the account's lock does not get
/// the account, whatever else they have, as long as one of its devices was seen lately. A wrong
/// lock changes nothing: neither the account nor what the request came with. Source: accounts and
/// devices, section 8.
public final class RegistrationLocks {
  private final Duration activeFor;
  private final SeenNow seenNow;
  private final RateLimits limits;
  private final AuditStore auditStore;
  private final AuditTrail audit;
  private final Clock clock;

  /// Locks that end when no device was seen for so long.
  public RegistrationLocks(
      Duration activeFor,
      SeenNow seenNow,
      RateLimits limits,
      AuditStore auditStore,
      AuditTrail audit,
      Clock clock) {
    this.activeFor = activeFor;
    this.seenNow = seenNow;
    this.limits = limits;
    this.auditStore = auditStore;
    this.audit = audit;
    this.clock = clock;
  }

  /// To be asked before a lock is compared: how long to wait, when too many were tried.
  Optional<Duration> attempt(Account account, Optional<SecretBytes> given) {
    return given.isPresent() && remaining(account).isPresent()
        ? limits.take(RateLimit.REGISTRATION_LOCK, account.number().e164())
        : Optional.empty();
  }

  /// Empty when the lock is right, over, or there is none.
  Optional<Locked> refuses(Account account, Optional<SecretBytes> given) {
    boolean right =
        account
            .registrationLock()
            .flatMap(kept -> given.map(lock -> SaltedSecrets.matches(kept, lock)))
            .orElse(false);
    return right ? Optional.empty() : remaining(account).map(Locked::new);
  }

  /// Takes note of a refusal, before it is answered.
  ///
  /// @param session that the request came with, if it did
  void refused(Account account, boolean given, Optional<KeyedName> session) {
    auditStore.add(audit.of(new RegistrationLockRefused(account.pseudonym(), given, session)));
  }

  /// What is audited of a change.
  ///
  /// @param device that made it
  static List<AuditEvent> changes(Account before, Account after, int device) {
    return before.registrationLock().equals(after.registrationLock())
        ? List.of()
        : List.of(
            after.registrationLock().isPresent()
                ? new RegistrationLockSet(after.pseudonym(), device)
                : new RegistrationLockCleared(after.pseudonym(), device));
  }

  /// What is audited of a new account's lock.
  static List<AuditEvent> ofNew(Account account) {
    return account.registrationLock().isPresent()
        ? List.of(new RegistrationLockSet(account.pseudonym(), DeviceAddress.PRIMARY))
        : List.of();
  }

  /// Until the lock ends; empty when none is active.
  private Optional<Duration> remaining(Account account) {
    if (account.registrationLock().isEmpty()) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    Duration left = Duration.between(now, lastSeen(account, now).plus(activeFor));
    return left.isPositive() ? Optional.of(left) : Optional.empty();
  }

  /// Days are all that is kept: a device was seen at the end of its day.
  private Instant lastSeen(Account account, Instant now) {
    if (account.devices().stream().anyMatch(device -> seenNow.isConnected(device.inbox()))) {
      return now;
    }
    LocalDate day =
        account.devices().stream()
            .map(Device::lastSeen)
            .max(Comparator.naturalOrder())
            .orElse(LocalDate.EPOCH);
    Instant end = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    return end.isBefore(now) ? end : now;
  }
}
