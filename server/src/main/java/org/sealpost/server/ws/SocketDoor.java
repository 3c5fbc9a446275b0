package org.sealpost.server.ws;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.eclipse.jetty.ee10.websocket.server.JettyServerUpgradeRequest;
import org.eclipse.jetty.ee10.websocket.server.JettyServerUpgradeResponse;
import org.eclipse.jetty.ee10.websocket.server.JettyWebSocketServerContainer;
import org.jspecify.annotations.Nullable;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.delivery.ConnectedDevices;
import org.sealpost.core.devices.ProvisioningRelay;
import org.sealpost.core.limits.RateLimit;
import org.sealpost.core.limits.RateLimits;
import org.sealpost.protocol.BasicCredentials;
import org.sealpost.protocol.DeviceAddress;
import org.sealpost.server.auth.Authenticator;
import org.sealpost.server.auth.Caller;
import org.sealpost.server.auth.ClientAddress;
import org.sealpost.server.auth.PerAddress;
import org.sealpost.server.auth.Presence;
import org.sealpost.server.auth.Strikes;
import org.sealpost.server.http.Headers;
import org.sealpost.server.http.InboundBytes;
import org.sealpost.server.http.Router;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.inboxes.InboxId;

/// Lets sockets in: a device with its credentials, anybody without, a new device that waits to be
/// linked. Invalid credentials are 403 (wire interface, messages and websocket, A1).
public final class SocketDoor {
  private static final String SOCKET = "/v1/websocket";
  private static final String RECEIVE_STORIES = "x-signal-receive-stories";
  private static final String PROVISIONING = "/v1/websocket/provisioning";

  /// Where sockets are opened; a slash at the end makes no difference.
  public static final List<String> PATHS = List.of(SOCKET, PROVISIONING);

  private static final int PIECE_BYTES = 16 * 1024;
  private static final Duration STOPPED_RETRY = Duration.ofSeconds(5);
  private static final Duration STORE_RETRY = Duration.ofSeconds(2);

  /// Headers of the handshake that may mean something to a request; the others are not kept for the
  /// life of the socket.
  private static final Set<String> KEPT =
      Set.of("accept-language", "unidentified-access-key", "group-send-token", "x-signal-agent");

  /// Everything the sockets need of the rest of the server.
  ///
  /// @param executor starts a virtual thread for each request
  public record Surroundings(
      Router router,
      Authenticator authenticator,
      Strikes strikes,
      RateLimits limits,
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
  /// @param requestsOfStrangers under way without credentials, for each address and in all
  /// @param outbound bytes that wait until clients read them
  public record Bounds(
      TunnelLimits tunnel,
      Duration idleTimeout,
      PerAddress anonymous,
      PerAddress provisioning,
      PerAddress requestsOfStrangers,
      InboundBytes ofDevices,
      InboundBytes ofStrangers,
      OutboundBytes outbound) {}

  private final Surroundings with;
  private final Bounds bounds;
  private final Tunnel.Shared shared;
  private final OpenSockets sockets = new OpenSockets();

  public SocketDoor(Surroundings with, Bounds bounds) {
    this.with = with;
    this.bounds = bounds;
    this.shared =
        new Tunnel.Shared(
            with.router(),
            with.executor(),
            with.timers(),
            with.clock(),
            bounds.tunnel(),
            bounds.outbound(),
            sockets);
  }

  public void mount(JettyWebSocketServerContainer container) {
    container.setIdleTimeout(bounds.idleTimeout());
    container.setInputBufferSize(PIECE_BYTES);
    // Frames come in pieces, so that what is assembled is counted here and not in Jetty.
    container.setAutoFragment(true);
    container.setMaxFrameSize(0);
    container.setMaxBinaryMessageSize(0);
    container.setMaxTextMessageSize(0);
    for (String path : PATHS) {
      for (String slash : List.of("", "/")) {
        container.addMapping(
            path + slash, path.equals(PROVISIONING) ? this::openProvisioning : this::open);
      }
    }
  }

  /// Lets nobody in any more and closes all sockets, with their requests answered; returns when
  /// they are, or after so long.
  public void close(Duration patience) {
    sockets.close(patience);
  }

  private @Nullable Object open(
      JettyServerUpgradeRequest request, JettyServerUpgradeResponse response) throws IOException {
    response.setExtensions(List.of());
    if (sockets.closing()) {
      return refuse(response, 503, STOPPED_RETRY);
    }
    ClientAddress address = address(request);
    Headers headers = headers(request);
    Optional<String> authorization = headers.first("authorization");
    if (authorization.isEmpty()) {
      return new Tunnel(
          shared,
          new Caller.AnonymousSocket(address),
          headers.only(KEPT),
          bounds.ofStrangers(),
          Optional.of(bounds.requestsOfStrangers()),
          new BoundedRole(bounds.anonymous(), address, SocketRole.REQUESTS_ONLY));
    }
    Optional<AuthenticatedDevice> device;
    try {
      device = BasicCredentials.parse(authorization.get()).flatMap(with.authenticator()::device);
    } catch (StorageUnavailable e) {
      return refuse(response, 503, STORE_RETRY);
    }
    if (device.isEmpty()) {
      Optional<Duration> wait = with.strikes().strike(address);
      if (wait.isPresent()) {
        return refuse(response, 429, wait.get());
      }
      response.sendError(403, "Forbidden");
      return null;
    }
    DeviceAddress named = device.get().address();
    InboxId inbox = device.get().device().inbox();
    Presence presence = new Presence(with.authenticator(), named, inbox, with.clock());
    return new Tunnel(
        shared,
        new Caller.DeviceSocket(address, named, inbox, presence),
        headers.only(KEPT),
        bounds.ofDevices(),
        Optional.empty(),
        new DeviceRole(
            device.get(),
            headers.first(RECEIVE_STORIES).map("true"::equalsIgnoreCase).orElse(false),
            with.devices(),
            with.random(),
            with.clock()));
  }

  private @Nullable Object openProvisioning(
      JettyServerUpgradeRequest request, JettyServerUpgradeResponse response) throws IOException {
    response.setExtensions(List.of());
    if (sockets.closing()) {
      return refuse(response, 503, STOPPED_RETRY);
    }
    ClientAddress address = address(request);
    Optional<Duration> wait = with.limits().take(RateLimit.PROVISIONING_SOCKETS, address.text());
    if (wait.isPresent()) {
      return refuse(response, 429, wait.get());
    }
    return new Tunnel(
        shared,
        new Caller.AnonymousSocket(address),
        Headers.NONE,
        bounds.ofStrangers(),
        Optional.of(bounds.requestsOfStrangers()),
        new BoundedRole(
            bounds.provisioning(),
            address,
            new ProvisioningRole(with.provisioning(), with.timers(), with.random(), with.clock())));
  }

  private static @Nullable Object refuse(
      JettyServerUpgradeResponse response, int status, Duration wait) throws IOException {
    response.setHeader("Retry-After", Long.toString(Math.max(1, wait.toSeconds())));
    response.sendError(status, ReasonPhrase.of(status));
    return null;
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
