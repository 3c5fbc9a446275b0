package org.sealpost.server.ws;

import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.eclipse.jetty.ee10.websocket.server.JettyServerUpgradeRequest;
import org.eclipse.jetty.ee10.websocket.server.JettyServerUpgradeResponse;
import org.eclipse.jetty.ee10.websocket.server.JettyWebSocketServerContainer;
import org.jspecify.annotations.Nullable;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.delivery.ConnectedDevices;
import org.sealpost.core.devices.ProvisioningRelay;
import org.sealpost.protocol.BasicCredentials;
import org.sealpost.server.auth.Authenticator;
import org.sealpost.server.auth.Caller;
import org.sealpost.server.auth.ClientAddress;
import org.sealpost.server.auth.PerAddress;
import org.sealpost.server.http.Headers;
import org.sealpost.server.http.InboundBytes;
import org.sealpost.server.http.Router;
import org.sealpost.storage.StorageUnavailable;

/// Lets sockets in: a device with its credentials, anybody without, a new device that waits to be
/// linked. Invalid credentials are 403 (wire interface, messages and websocket, A1).
public final class SocketDoor {
  private static final String SOCKET = "/v1/websocket";
  private static final String PROVISIONING = "/v1/websocket/provisioning";
  private static final int PIECE_BYTES = 16 * 1024;

  /// Everything the sockets need of the rest of the server.
  ///
  /// @param executor starts a virtual thread for each request
  public record Surroundings(
      Router router,
      Authenticator authenticator,
      ConnectedDevices devices,
      ProvisioningRelay provisioning,
      Executor executor,
      Timers timers,
      SecureRandom random,
      Clock clock) {}

  /// How much of everything there may be.
  ///
  /// @param anonymous sockets without credentials, for each address and in all
  /// @param provisioning the same for devices that wait to be linked
  /// @param ofDevices bytes of devices' requests in memory; `ofStrangers` those of the others
  public record Bounds(
      TunnelLimits tunnel,
      Duration idleTimeout,
      PerAddress anonymous,
      PerAddress provisioning,
      InboundBytes ofDevices,
      InboundBytes ofStrangers) {}

  private final Surroundings with;
  private final Bounds bounds;
  private final Tunnel.Shared shared;

  public SocketDoor(Surroundings with, Bounds bounds) {
    this.with = with;
    this.bounds = bounds;
    this.shared =
        new Tunnel.Shared(
            with.router(), with.executor(), with.timers(), with.clock(), bounds.tunnel());
  }

  public void mount(JettyWebSocketServerContainer container) {
    container.setIdleTimeout(bounds.idleTimeout());
    container.setInputBufferSize(PIECE_BYTES);
    // Frames come in pieces, so that what is assembled is counted here and not in Jetty.
    container.setAutoFragment(true);
    container.setMaxFrameSize(0);
    container.setMaxBinaryMessageSize(0);
    container.setMaxTextMessageSize(0);
    for (String slash : List.of("", "/")) {
      container.addMapping(SOCKET + slash, this::open);
      container.addMapping(PROVISIONING + slash, this::openProvisioning);
    }
  }

  private @Nullable Object open(
      JettyServerUpgradeRequest request, JettyServerUpgradeResponse response)
      throws java.io.IOException {
    response.setExtensions(List.of());
    ClientAddress address = address(request);
    Headers headers = headers(request);
    Optional<String> authorization = headers.first("authorization");
    if (authorization.isEmpty()) {
      return new Tunnel(
          shared,
          new Caller.AnonymousSocket(address),
          headers,
          bounds.ofStrangers(),
          new BoundedRole(bounds.anonymous(), address, SocketRole.REQUESTS_ONLY));
    }
    Optional<AuthenticatedDevice> device;
    try {
      device = BasicCredentials.parse(authorization.get()).flatMap(with.authenticator()::device);
    } catch (StorageUnavailable e) {
      response.setHeader("Retry-After", "2");
      response.sendError(503, "Service Unavailable");
      return null;
    }
    if (device.isEmpty()) {
      response.sendError(403, "Forbidden");
      return null;
    }
    return new Tunnel(
        shared,
        new Caller.DeviceSocket(address, device.get().address(), device.get().device().inbox()),
        headers.without("authorization"),
        bounds.ofDevices(),
        new DeviceRole(device.get(), with.devices(), with.random(), with.clock()));
  }

  private Object openProvisioning(
      JettyServerUpgradeRequest request, JettyServerUpgradeResponse response) {
    response.setExtensions(List.of());
    ClientAddress address = address(request);
    return new Tunnel(
        shared,
        new Caller.AnonymousSocket(address),
        headers(request).without("authorization"),
        bounds.ofStrangers(),
        new BoundedRole(
            bounds.provisioning(),
            address,
            new ProvisioningRole(with.provisioning(), with.timers(), with.random(), with.clock())));
  }

  private static ClientAddress address(JettyServerUpgradeRequest request) {
    return request.getRemoteSocketAddress() instanceof InetSocketAddress socket
            && socket.getAddress() != null
        ? ClientAddress.of(socket.getAddress())
        : new ClientAddress("unknown");
  }

  private static Headers headers(JettyServerUpgradeRequest request) {
    Map<String, String> values = new HashMap<>();
    request.getHeaders().forEach((name, all) -> values.put(name, all.getFirst()));
    return Headers.of(values);
  }
}
