package org.sealpost.core.devices;

import java.util.Set;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.accounts.Device;
import org.sealpost.core.accounts.StoredAccounts;
import org.sealpost.core.accounts.StoredAccounts.Step;
import org.sealpost.storage.accounts.DeviceChanges;

/// Sets the capabilities of the calling device. Source: accounts and devices, section 6.
public final class ChangeCapabilities {
  private final StoredAccounts accounts;

  public ChangeCapabilities(StoredAccounts accounts) {
    this.accounts = accounts;
  }

  /// False when the device is gone since it was authenticated.
  ///
  /// @param names of the capabilities that it has; unknown ones are passed over
  public boolean change(AuthenticatedDevice caller, Set<String> names) {
    return accounts
        .change(caller.account().aci(), account -> decide(account, caller.device(), names))
        .orElse(false);
  }

  private static Step<Boolean> decide(Account account, Device caller, Set<String> names) {
    if (!account.has(caller)) {
      return Step.leave(false);
    }
    Device before = account.device(caller.id()).orElseThrow();
    Device after = before.capable(names);
    return after.equals(before)
        ? Step.leave(true)
        : Step.write(account.edit().device(after), DeviceChanges.NONE, _ -> true);
  }
}
