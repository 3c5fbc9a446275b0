package org.sealpost.core.devices;

import java.util.Optional;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.accounts.Device;
import org.sealpost.core.accounts.StoredAccounts;
import org.sealpost.core.accounts.StoredAccounts.Step;
import org.sealpost.core.devices.RenameOutcome.CallerGone;
import org.sealpost.core.devices.RenameOutcome.NoSuchDevice;
import org.sealpost.core.devices.RenameOutcome.NotAllowed;
import org.sealpost.core.devices.RenameOutcome.Renamed;
import org.sealpost.protocol.Bytes;
import org.sealpost.storage.accounts.DeviceChanges;

/// Gives a device another name, which clients encrypt: the primary any device of its account, a
/// linked one itself. Source: accounts and devices, section 5.
public final class RenameDevice {
  private final StoredAccounts accounts;

  public RenameDevice(StoredAccounts accounts) {
    this.accounts = accounts;
  }

  /// Gives a device another name.
  ///
  /// @param name encrypted, 1 to 225 bytes
  public RenameOutcome rename(AuthenticatedDevice caller, int deviceId, Bytes name) {
    if (!caller.device().isPrimary() && caller.device().id() != deviceId) {
      return new NotAllowed();
    }
    return accounts
        .change(caller.account().aci(), account -> decide(account, caller, deviceId, name))
        .orElseGet(CallerGone::new);
  }

  private static Step<RenameOutcome> decide(
      Account account, AuthenticatedDevice caller, int deviceId, Bytes name) {
    if (!account.has(caller.device())) {
      return Step.leave(new CallerGone());
    }
    Optional<Device> device = account.device(deviceId);
    if (device.isEmpty()) {
      return Step.leave(new NoSuchDevice());
    }
    if (device.get().name().equals(Optional.of(name))) {
      return Step.leave(new Renamed());
    }
    return Step.write(
        account.edit().device(device.get().named(name)),
        DeviceChanges.NONE,
        written -> new Renamed());
  }
}
