package org.sealpost.core.devices;

import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.devices.LinkCodeOutcome.Created;
import org.sealpost.core.devices.LinkCodeOutcome.DeviceLimitReached;
import org.sealpost.core.devices.LinkCodeOutcome.NotPrimary;

/// Gives the primary device a code with which one new device can be linked. Source: accounts and
/// devices, section 6.
public final class CreateLinkCode {
  private final LinkCodes codes;

  public CreateLinkCode(LinkCodes codes) {
    this.codes = codes;
  }

  public LinkCodeOutcome create(AuthenticatedDevice caller) {
    if (!caller.device().isPrimary()) {
      return new NotPrimary();
    }
    int devices = caller.account().devices().size();
    if (devices >= LinkDevice.MAX_DEVICES) {
      return new DeviceLimitReached(devices, LinkDevice.MAX_DEVICES);
    }
    String code = codes.make(caller.account());
    return new Created(code, LinkCodes.identifier(code));
  }
}
