package org.sealpost.core.accounts;

import org.sealpost.protocol.DeviceAddress;

/// A device whose credentials were checked, with its account as of that moment.
public record AuthenticatedDevice(Account account, Device device) {
  public DeviceAddress address() {
    return new DeviceAddress(account.aci(), device.id());
  }
}
