package org.sealpost.core.devices;

import java.util.List;
import java.util.Optional;
import org.sealpost.audit.events.AuditEvent.DeviceUnlinked;
import org.sealpost.audit.events.AuditTrail;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.accounts.Device;
import org.sealpost.core.accounts.RetiredDevices;
import org.sealpost.core.accounts.StoredAccounts;
import org.sealpost.core.accounts.StoredAccounts.Step;
import org.sealpost.core.devices.UnlinkOutcome.NotAllowed;
import org.sealpost.core.devices.UnlinkOutcome.PrimaryStays;
import org.sealpost.core.devices.UnlinkOutcome.Unlinked;
import org.sealpost.protocol.DeviceAddress;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.accounts.DeviceChanges;
import org.sealpost.storage.inboxes.InboxId;

/// Unlinks a device: its prekeys are gone and its inbox abandoned with the commit, its connection
/// is closed after it. Source: accounts and devices, section 6.
public final class UnlinkDevice {
  private final StoredAccounts accounts;
  private final RetiredDevices retiredDevices;
  private final AuditTrail audit;

  public UnlinkDevice(StoredAccounts accounts, RetiredDevices retiredDevices, AuditTrail audit) {
    this.accounts = accounts;
    this.retiredDevices = retiredDevices;
    this.audit = audit;
  }

  public UnlinkOutcome unlink(AuthenticatedDevice caller, int deviceId) {
    if (deviceId == DeviceAddress.PRIMARY) {
      return new PrimaryStays();
    }
    if (!caller.device().isPrimary() && caller.device().id() != deviceId) {
      return new NotAllowed();
    }
    Optional<InboxId> connected = caller.account().device(deviceId).map(Device::inbox);
    try {
      accounts
          .change(caller.account().aci(), account -> decide(account, caller, deviceId))
          .filter(retired -> !retired.isEmpty())
          .ifPresent(retiredDevices::retired);
    } catch (StorageUnavailable e) {
      // It may have been written. A device that is still the account's is let in again.
      connected.ifPresent(inbox -> retiredDevices.retired(List.of(inbox)));
      throw e;
    }
    return new Unlinked();
  }

  /// Whom the caller named is decided by the account as it is; a caller that is over itself removes
  /// nobody.
  private Step<List<InboxId>> decide(Account account, AuthenticatedDevice caller, int deviceId) {
    Optional<Device> device =
        account.device(deviceId).filter(found -> account.has(caller.device()));
    if (device.isEmpty()) {
      return Step.leave(List.of());
    }
    List<InboxId> retired = List.of(device.get().inbox());
    return Step.write(
            account.edit().withoutDevice(deviceId),
            new DeviceChanges(List.of(), retired, false),
            written -> retired)
        .audited(audit.of(new DeviceUnlinked(account.pseudonym(), deviceId, caller.device().id())));
  }
}
