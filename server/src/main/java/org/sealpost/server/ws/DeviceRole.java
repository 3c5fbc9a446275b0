package org.sealpost.server.ws;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.delivery.CloseReason;
import org.sealpost.core.delivery.ConnectedDevices;
import org.sealpost.core.delivery.Delivery;
import org.sealpost.core.delivery.DeviceConnection;
import org.sealpost.core.delivery.DeviceTransport;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.EnvelopeId;

/// A device's socket: envelopes go out as requests, its answers acknowledge them (wire interface,
/// messages and websocket, A5). Request ids are random and belong to this connection alone: a
/// client may answer on a later one what it was sent on this.
final class DeviceRole implements SocketRole, DeviceTransport {
  private final AuthenticatedDevice device;
  private final boolean receiveStories;
  private final ConnectedDevices devices;
  private final SecureRandom random;
  private final Clock clock;

  /// What the client has not answered; bounded by the delivery window.
  private final ConcurrentHashMap<Long, EnvelopeId> unanswered = new ConcurrentHashMap<>();

  private volatile @Nullable Tunnel tunnel;
  private volatile @Nullable DeviceConnection connection;

  /// The socket of this device.
  ///
  /// @param receiveStories whether the device wants stories; otherwise they are taken as answered
  DeviceRole(
      AuthenticatedDevice device,
      boolean receiveStories,
      ConnectedDevices devices,
      SecureRandom random,
      Clock clock) {
    this.device = device;
    this.receiveStories = receiveStories;
    this.devices = devices;
    this.random = random;
    this.clock = clock;
  }

  @Override
  public void opened(Tunnel open) {
    tunnel = open;
    Optional<DeviceConnection> connected = devices.connect(device, this);
    if (connected.isEmpty()) {
      open.closeAtOnce(Tunnel.TRY_AGAIN_LATER, "Busy");
      return;
    }
    connection = connected.get();
    connected.get().start();
  }

  @Override
  public void answered(long requestId, int status) {
    EnvelopeId id = unanswered.remove(requestId);
    DeviceConnection connected = connection;
    if (id != null && connected != null) {
      connected.answered(id, status >= 200 && status < 300);
    }
  }

  @Override
  public void closed() {
    DeviceConnection connected = connection;
    if (connected != null) {
      connected.closed();
    }
    unanswered.clear();
  }

  @Override
  public void deliver(Delivery delivery) {
    DeviceConnection connected = connection;
    if (!receiveStories && connected != null && delivery.isStory()) {
      connected.answered(delivery.id(), true);
      return;
    }
    long requestId = requestId();
    unanswered.put(requestId, delivery.id());
    send(requestId, "/api/v1/message", delivery.envelope(), timestamp());
  }

  @Override
  public void queueEmpty(long gaps) {
    if (gaps > 0) {
      send(requestId(), "/api/v1/queue/empty", Bytes.EMPTY, timestamp(), "X-Sealpost-Gap:" + gaps);
    } else {
      send(requestId(), "/api/v1/queue/empty", Bytes.EMPTY, timestamp());
    }
  }

  private void send(long requestId, String path, Bytes body, String... headers) {
    Tunnel open = tunnel;
    if (open != null) {
      open.request(requestId, "PUT", path, body, headers);
    }
  }

  private String timestamp() {
    return "X-Signal-Timestamp:" + clock.millis();
  }

  /// Random and not negative.
  private long requestId() {
    return random.nextLong() & Long.MAX_VALUE;
  }

  @Override
  public void close(CloseReason reason) {
    Tunnel open = tunnel;
    if (open == null) {
      return;
    }
    switch (reason) {
      case REAUTHENTICATE -> open.closeAfterAnswers(4401, "Reauthentication required");
      case CONNECTED_ELSEWHERE -> open.closeAfterAnswers(4409, "Connected elsewhere");
      case UNANSWERED -> open.closeAtOnce(1000, "Timeout");
      case FAULT -> open.closeAtOnce(1011, "Failed to retrieve messages");
    }
  }
}
