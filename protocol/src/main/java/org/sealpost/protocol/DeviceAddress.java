package org.sealpost.protocol;

import org.sealpost.protocol.ServiceId.Aci;

/// One device of one account. Device 1 is the primary; ids go up to 127 (wire interface, README
/// section 1).
public record DeviceAddress(Aci aci, int deviceId) {
  public static final int PRIMARY = 1;
  public static final int MAX_DEVICE_ID = 127;

  public DeviceAddress {
    if (deviceId < PRIMARY || deviceId > MAX_DEVICE_ID) {
      throw new IllegalArgumentException("a device id is 1 to 127");
    }
  }

  public boolean isPrimary() {
    return deviceId == PRIMARY;
  }
}
