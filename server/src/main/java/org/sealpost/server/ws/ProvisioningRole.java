package org.sealpost.server.ws;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealpost.core.devices.ProvisioningRelay;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.proto.ProvisioningAddress;

/// The socket of a new device that waits to be linked (wire interface, accounts and devices,
/// section 7): it is told its address, and what comes there. It lives for 90 seconds. Clients may
/// leave both requests unanswered.
final class ProvisioningRole implements SocketRole {
  private static final Duration LIFE = Duration.ofSeconds(90);
  private static final Duration IDLE = Duration.ofSeconds(60);

  private final ProvisioningRelay relay;
  private final Timers timers;
  private final SecureRandom random;
  private final Clock clock;

  private volatile ProvisioningRelay.@Nullable Listening listening;
  private volatile long messageRequestId = -1;
  private volatile @Nullable Tunnel tunnel;

  ProvisioningRole(ProvisioningRelay relay, Timers timers, SecureRandom random, Clock clock) {
    this.relay = relay;
    this.timers = timers;
    this.random = random;
    this.clock = clock;
  }

  @Override
  public void opened(Tunnel open) {
    tunnel = open;
    Optional<ProvisioningRelay.Listening> heard = relay.listen(message -> received(open, message));
    if (heard.isEmpty()) {
      open.closeAtOnce(Tunnel.TRY_AGAIN_LATER, "Busy");
      return;
    }
    listening = heard.get();
    open.idleTimeout(IDLE);
    request(
        open,
        requestId(),
        "/v1/address",
        Bytes.wrap(
            ProvisioningAddress.newBuilder()
                .setAddress(heard.get().address())
                .build()
                .toByteArray()));
    timers.after(LIFE, () -> open.closeAtOnce(1000, "Timeout"));
  }

  private void received(Tunnel open, Bytes message) {
    long id = requestId();
    messageRequestId = id;
    request(open, id, "/v1/message", message);
  }

  private void request(Tunnel open, long id, String path, Bytes body) {
    open.request(id, "PUT", path, body, "X-Signal-Timestamp:" + clock.millis());
  }

  private long requestId() {
    return random.nextLong() & Long.MAX_VALUE;
  }

  @Override
  public void answered(long requestId, int status) {
    Tunnel open = tunnel;
    if (open != null && requestId == messageRequestId) {
      open.closeAfterAnswers(1000, "Closed");
    }
  }

  @Override
  public void closed() {
    ProvisioningRelay.Listening heard = listening;
    if (heard != null) {
      heard.close();
    }
  }
}
