package org.sealpost.core.devices;

import java.util.List;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.AccountDirectory;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.accounts.Device;

/// Lists the devices of the caller's account as they are now, the caller included. Source: accounts
/// and devices, section 6.
public final class ListDevices {
  private final AccountDirectory accounts;

  public ListDevices(AccountDirectory accounts) {
    this.accounts = accounts;
  }

  public List<Device> list(AuthenticatedDevice caller) {
    return accounts.find(caller.account().aci()).map(Account::devices).orElse(List.of());
  }
}
