package org.sealpost.protocol.json;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sealpost.protocol.Bytes;

/// GET /v1/devices: the union of the older and the newer form. `lastSeen` is cut to the day.
/// Source: accounts and devices, 6.
public record DeviceList(List<Device> devices) {

  public record Device(
      int id, @Nullable Bytes name, long lastSeen, long created, int registrationId) {}
}
