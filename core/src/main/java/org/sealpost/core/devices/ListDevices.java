package org.sealpost.core.devices;

import java.util.List;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.AccountDirectory;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.accounts.Device;
import org.sealpost.crypto.DeviceCreationSeal;
import org.sealpost.protocol.Bytes;

/// Lists the devices of the caller's account as they are now, the caller included. Source: accounts
/// and devices, section 6.
public final class ListDevices {
  private final AccountDirectory accounts;
  private final DeviceCreationSeal seal;

  public ListDevices(AccountDirectory accounts, DeviceCreationSeal seal) {
    this.accounts = accounts;
    this.seal = seal;
  }

  /// A device as its account's devices see it.
  ///
  /// @param sealedCreation when it was linked, for newer clients: sealed to the account's identity
  ///   key, each time anew
  public record Listed(Device device, Bytes sealedCreation) {}

  public List<Listed> list(AuthenticatedDevice caller) {
    return accounts.find(caller.account().aci()).map(this::all).orElse(List.of());
  }

  private List<Listed> all(Account account) {
    return account.devices().stream().map(device -> listed(account, device)).toList();
  }

  /// One device of this account.
  public Listed listed(Account account, Device device) {
    return new Listed(
        device,
        seal.seal(
            account.aciIdentityKey(), device.id(), device.registrationId(), device.created()));
  }
}
