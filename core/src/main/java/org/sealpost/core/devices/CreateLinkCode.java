package org.sealpost.core.devices;

import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.devices.LinkCodeOutcome.Created;
import org.sealpost.core.devices.LinkCodeOutcome.DeviceLimitReached;
import org.sealpost.core.devices.LinkCodeOutcome.NotPrimary;

/// Gives the primary device a code with which one new device can be linked. Source: accounts and
/// devices, section 6.
public final class CreateLinkCode {
  private final LinkCodes codes;
  private final int maxDevices;

  /// Makes codes.
  ///
  /// @param maxDevices of one account, the primary included
  public CreateLinkCode(LinkCodes codes, int maxDevices) {
    this.codes = codes;
    this.maxDevices = maxDevices;
  }

  public LinkCodeOutcome create(AuthenticatedDevice caller) {
    if (!caller.device().isPrimary()) {
      return new NotPrimary();
    }
    int devices = caller.account().devices().size();
    if (devices >= maxDevices) {
      return new DeviceLimitReached(devices, maxDevices);
    }
    String code = codes.make(caller.account());
    return new Created(code, LinkCodes.identifier(code));
  }
}
