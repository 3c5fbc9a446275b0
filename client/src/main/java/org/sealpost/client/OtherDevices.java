package org.sealpost.client;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.sealpost.client.connection.Requests;
import org.sealpost.client.state.Self;
import org.sealpost.client.transport.Call;
import org.sealpost.protocol.json.DeviceList;

/// Whether this account has further devices. A server tells the sender of an identified message; of
/// a sealed one it does not know the sender, so this device must know by itself.
final class OtherDevices {
  private final Self self;
  private final Requests requests;
  private volatile Optional<Boolean> known = Optional.empty();

  OtherDevices(Self self, Requests requests) {
    this.self = self;
    this.requests = requests;
  }

  List<DeviceList.Device> list() throws IOException {
    Call ask = Call.get("/v1/devices");
    List<DeviceList.Device> devices =
        requests.identified(ask).orThrow(ask).json(DeviceList.class).devices();
    known = Optional.of(devices.size() > 1);
    return devices;
  }

  boolean exist() throws IOException {
    if (!self.address().isPrimary()) {
      return true;
    }
    Optional<Boolean> answer = known;
    return answer.isPresent() ? answer.get() : list().size() > 1;
  }

  /// The account is changing.
  void unknown() {
    known = Optional.empty();
  }
}
