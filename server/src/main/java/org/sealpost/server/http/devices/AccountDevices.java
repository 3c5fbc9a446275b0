package org.sealpost.server.http.devices;

import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.sealpost.core.accounts.Device;
import org.sealpost.core.devices.ListDevices.Listed;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.json.DeviceList;

/// Devices as the wire has them.
final class AccountDevices {
  private AccountDevices() {}

  static DeviceList.Device onWire(Listed listed, @Nullable Bytes name) {
    Device device = listed.device();
    return new DeviceList.Device(
        device.id(),
        name,
        millis(device.lastSeen()),
        device.created().toEpochMilli(),
        device.registrationId(),
        listed.sealedCreation());
  }

  private static long millis(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
  }
}
