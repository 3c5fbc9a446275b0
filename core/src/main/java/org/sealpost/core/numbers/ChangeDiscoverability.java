package org.sealpost.core.numbers;

import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.accounts.StoredAccounts;
import org.sealpost.core.accounts.StoredAccounts.Step;
import org.sealpost.storage.accounts.DeviceChanges;

/// Keeps whether an account wants to be found by its number. There is no directory of numbers here;
/// what is kept goes with the account to wherever there is one.
public final class ChangeDiscoverability {
  private final StoredAccounts accounts;

  public ChangeDiscoverability(StoredAccounts accounts) {
    this.accounts = accounts;
  }

  /// False when the caller is gone.
  public boolean change(AuthenticatedDevice caller, boolean discoverable) {
    return accounts
        .change(caller.account().aci(), account -> decide(account, caller, discoverable))
        .orElse(false);
  }

  private static Step<Boolean> decide(
      Account account, AuthenticatedDevice caller, boolean discoverable) {
    if (!account.has(caller.device())) {
      return Step.leave(false);
    }
    return account.discoverable() == discoverable
        ? Step.leave(true)
        : Step.write(
            account.edit().discoverable(discoverable), DeviceChanges.NONE, written -> true);
  }
}
