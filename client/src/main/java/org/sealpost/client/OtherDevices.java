package org.sealpost.client;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.client.connection.Requests;
import org.sealpost.client.state.Self;
import org.sealpost.client.transport.Call;
import org.sealpost.protocol.json.DeviceList;

/// Whether this account has further devices. A server tells the sender of an identified message; of
/// a sealed one it does not know the sender, so this device must know by itself. Only the primary
/// lets others in, so its own answer lasts, but for the time in which one that was let in may join.
final class OtherDevices {
  /// Wire interface, accounts and devices, section 6.
  private static final Duration LINK_CODE_LIFETIME = Duration.ofMinutes(10);

  private final Self self;
  private final Requests requests;
  private final Clock clock;
  private volatile Optional<Boolean> known = Optional.empty();
  private volatile Instant joiningUntil = Instant.MIN;

  OtherDevices(Self self, Requests requests, Clock clock) {
    this.self = self;
    this.requests = requests;
    this.clock = clock;
  }

  List<DeviceList.Device> list() throws IOException {
    Call ask = Call.get("/v1/devices");
    List<DeviceList.Device> devices =
        requests.identified(ask).orThrow(ask).json(DeviceList.class).devices();
    boolean others = devices.size() > 1;
    known =
        others || clock.instant().isAfter(joiningUntil) ? Optional.of(others) : Optional.empty();
    return devices;
  }

  boolean exist() throws IOException {
    if (!self.address().isPrimary()) {
      return true;
    }
    Optional<Boolean> answer = known;
    return answer.isPresent() ? answer.get() : list().size() > 1;
  }

  /// Whether there are none, as far as is known without asking.
  boolean knownToBeNone() {
    return known.equals(Optional.of(false));
  }

  /// A device was let in and may join.
  void mayJoin() {
    joiningUntil = clock.instant().plus(LINK_CODE_LIFETIME);
    known = Optional.empty();
  }

  /// The account is changing.
  void unknown() {
    known = Optional.empty();
  }
}
