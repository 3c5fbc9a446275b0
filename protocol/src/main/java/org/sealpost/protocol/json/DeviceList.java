package org.sealpost.protocol.json;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sealpost.protocol.Bytes;

/// GET /v1/devices: the union of the older and the newer form. `lastSeen` is cut to the day; the
/// last member is the first's time sealed to the account's identity key. Source: accounts and
/// devices, 6.
public record DeviceList(List<Device> devices) {

  /// A device; the answer of waiting for a linked one, too, which has a name, if an empty one.
  public record Device(
      int id,
      @Nullable Bytes name,
      long lastSeen,
      long created,
      int registrationId,
      @Nullable Bytes createdAtCiphertext) {
    @Override
    public String toString() {
      return "Device[redacted]";
    }
  }
}
