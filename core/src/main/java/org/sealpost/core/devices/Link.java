package org.sealpost.core.devices;

import org.sealpost.core.accounts.Attributes;
import org.sealpost.core.prekeys.DevicePreKeys;

/// A request to link a device. Source: accounts and devices, section 6.1. Of the attributes only
/// the device's own count.
///
/// @param code from the provisioning message
/// @param password made by the client; becomes the new device's
public record Link(String code, String password, Attributes attributes, DevicePreKeys preKeys) {
  @Override
  public String toString() {
    return "Link[redacted]";
  }
}
