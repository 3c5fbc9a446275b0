package org.sealpost.core.accounts;

import java.util.Optional;
import java.util.function.Predicate;
import org.sealpost.audit.events.Actor;
import org.sealpost.audit.events.AuditEvent.AccountDeleted;
import org.sealpost.audit.events.AuditTrail;
import org.sealpost.core.accounts.StoredAccounts.Leaves;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.StorageUnavailable;

/// Ends an account: with the commit its devices, prekeys, profiles and data key are gone and its
/// number is free; after it its connections are closed. Sessions of its number that were verified
/// before let nobody in any more. Source: accounts and devices, section 5.
public final class DeleteAccount {
  private final StoredAccounts accounts;
  private final VerificationSessions sessions;
  private final FormerAccounts former;
  private final RetiredDevices retiredDevices;
  private final AuditTrail audit;

  public DeleteAccount(
      StoredAccounts accounts,
      VerificationSessions sessions,
      FormerAccounts former,
      RetiredDevices retiredDevices,
      AuditTrail audit) {
    this.accounts = accounts;
    this.sessions = sessions;
    this.former = former;
    this.retiredDevices = retiredDevices;
    this.audit = audit;
  }

  /// Ends the account of the number; false when it has none.
  public boolean delete(PhoneNumber number, Actor by) {
    return accounts.findByNumber(number).filter(account -> delete(account.aci(), by)).isPresent();
  }

  /// Ends the account; false when there is none.
  public boolean delete(Aci aci, Actor by) {
    Optional<Account> known = accounts.find(aci);
    if (known.isEmpty()) {
      return false;
    }
    sessions.end(known.get().number());
    return delete(known.get(), by, _ -> true);
  }

  /// Ends the account, if it is still one that may be.
  boolean delete(Account known, Actor by, Predicate<Account> mayEnd) {
    try {
      Optional<Account> ended =
          accounts.delete(
              known.aci(),
              account ->
                  mayEnd.test(account) ? Optional.of(leaves(account, by)) : Optional.empty());
      ended.ifPresent(this::close);
      return ended.isPresent();
    } catch (StorageUnavailable e) {
      // It may have been written. A device that is still the account's is let in again.
      close(known);
      throw e;
    }
  }

  private Leaves leaves(Account account, Actor by) {
    return new Leaves(former.of(account), audit.of(new AccountDeleted(account.pseudonym(), by)));
  }

  private void close(Account account) {
    retiredDevices.retired(account.devices().stream().map(Device::inbox).toList());
  }
}
