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
    return delete(accounts.findByNumber(number), by, has -> has.number().equals(number));
  }

  /// Ends the account of a device that is one of its; false when it is not, or not any more.
  public boolean delete(AuthenticatedDevice caller, Actor by) {
    return delete(
        accounts.find(caller.account().aci()), by, account -> account.has(caller.device()));
  }

  private boolean delete(Optional<Account> found, Actor by, Predicate<Account> mayEnd) {
    Optional<Account> known = found.filter(mayEnd);
    known.ifPresent(account -> sessions.end(account.number()));
    return known.filter(account -> delete(account, by, mayEnd, Optional.empty())).isPresent();
  }

  /// Ends the account, if it is still one that may be.
  ///
  /// @param successor the account that takes its number by its recovery password
  boolean delete(Account known, Actor by, Predicate<Account> mayEnd, Optional<Aci> successor) {
    try {
      Optional<Account> ended =
          accounts.delete(
              known.aci(),
              account ->
                  mayEnd.test(account)
                      ? Optional.of(leaves(account, by, successor))
                      : Optional.empty());
      ended.ifPresent(this::close);
      return ended.isPresent();
    } catch (StorageUnavailable e) {
      // It may have been written. A device that is still the account's is let in again.
      close(known);
      throw e;
    }
  }

  private Leaves leaves(Account account, Actor by, Optional<Aci> successor) {
    return new Leaves(
        former.of(account, successor), audit.of(new AccountDeleted(account.pseudonym(), by)));
  }

  private void close(Account account) {
    retiredDevices.retired(account.devices().stream().map(Device::inbox).toList());
    retiredDevices.accountOver(account.aci());
  }
}
