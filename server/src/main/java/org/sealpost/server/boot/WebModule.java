package org.sealpost.server.boot;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.ee10.websocket.server.config.JettyWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.sealpost.config.ListenerConfig;
import org.sealpost.config.MediaTransfersConfig;
import org.sealpost.config.SealpostConfig;
import org.sealpost.config.SocketsConfig;
import org.sealpost.server.auth.Authenticator;
import org.sealpost.server.auth.PerAddress;
import org.sealpost.server.auth.Strikes;
import org.sealpost.server.http.InboundBytes;
import org.sealpost.server.http.RequestObserver;
import org.sealpost.server.http.Router;
import org.sealpost.server.http.WireServlet;
import org.sealpost.server.http.media.Transfers;
import org.sealpost.server.ops.Metrics;
import org.sealpost.server.ops.TimestampHandler;
import org.sealpost.server.ops.WireErrors;
import org.sealpost.server.ws.OutboundBytes;
import org.sealpost.server.ws.SocketDoor;
import org.sealpost.server.ws.TunnelLimits;

/// The main listener: HTTP and WebSocket over one endpoint table.
final class WebModule {
  private static final int MAX_THREADS = 64;
  private static final int MIN_THREADS = 8;
  private static final long STOP_MILLIS = 10_000;

  /// How long requests in sockets may take to end when the server stops.
  private static final Duration DRAIN = Duration.ofSeconds(5);

  private static final Duration LOOK_AT_TRANSFERS = Duration.ofSeconds(10);

  private WebModule() {}

  /// What the listener needs of the rest.
  record Parts(
      SealpostConfig config,
      Core core,
      Router router,
      RequestObserver observer,
      Authenticator authenticator,
      Strikes strikes,
      Metrics metrics,
      Background background,
      SecureRandom random,
      Clock clock) {}

  /// A server that waits for its connectors.
  static Server server(ExecutorService virtualThreads) {
    QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS);
    threads.setName("http");
    threads.setVirtualThreadsExecutor(virtualThreads);
    Server server = new Server(threads);
    server.setStopTimeout(STOP_MILLIS);
    return server;
  }

  /// Opens the main listener. When it closes, requests under way are answered first.
  static Listener start(Parts parts, DataDirectory data) throws Exception {
    ListenerConfig config = parts.config().listener();
    Server server = server(parts.background().tasks());
    ServerConnector connector = Listeners.main(server, config, data, parts.clock(), parts.random());
    server.addConnector(connector);
    bound(server, connector, config);
    PerAddress requests = new PerAddress(config.maxRequestsPerAddress(), config.maxRequests());
    InboundBytes ofStrangers = inbound(config);
    SocketDoor door = socketDoor(parts, requests, inbound(config), ofStrangers);
    server.setHandler(handler(parts, door, requests, ofStrangers));
    server.setErrorHandler(new WireErrors(parts.clock()));
    return Listener.start(server, connector, "listener", () -> drain(parts.core(), door));
  }

  /// Who only waits is answered at once, everybody else is waited for.
  private static void drain(Core core, SocketDoor door) {
    core.devices.linkWaits.drain();
    door.close(DRAIN);
  }

  private static InboundBytes inbound(ListenerConfig config) {
    return new InboundBytes(config.maxInboundBytesPerAddress(), config.maxInboundBytes());
  }

  private static Handler handler(
      Parts parts, SocketDoor door, PerAddress requests, InboundBytes ofStrangers) {
    ListenerConfig listener = parts.config().listener();
    ServletContextHandler context = new ServletContextHandler("/");
    context.addServlet(
        new ServletHolder(
            new WireServlet(
                parts.router(),
                requests,
                ofStrangers,
                listener.maxBodyBytes(),
                listener.bodyTimeout())),
        "/*");
    mountMedia(parts, context);
    JettyWebSocketServletContainerInitializer.configure(
        context, (_, container) -> door.mount(container));
    WireErrors errors = new WireErrors(parts.clock());
    context.setErrorHandler(errors);
    parts
        .metrics()
        .gauge(
            "sealpost.requests.inflight",
            "Requests over HTTP and in anonymous sockets under way",
            requests,
            PerAddress::inAll);
    return new TimestampHandler(new GracefulHandler(context), parts.clock());
  }

  /// The doors for files beside the endpoint table.
  private static void mountMedia(Parts parts, ServletContextHandler context) {
    MediaTransfersConfig bounds = parts.config().media().transfers();
    Transfers transfers =
        new Transfers(
            new PerAddress(bounds.maxPerAddress(), bounds.max()),
            bounds.minBytesPerSecond(),
            System::nanoTime);
    parts.core().media.doors().mount(context, transfers, parts.observer());
    parts.background().every(LOOK_AT_TRANSFERS, transfers::look);
    Metrics metrics = parts.metrics();
    metrics.gauge(
        "sealpost.media.transfers", "Requests for files under way", transfers, Transfers::underWay);
    metrics.counter(
        "sealpost.media.bytes.in", "Bytes of files that came in", transfers, Transfers::bytesIn);
    metrics.counter(
        "sealpost.media.bytes.out", "Bytes of files that went out", transfers, Transfers::bytesOut);
    metrics.counter(
        "sealpost.media.cuts",
        "Transfers that were too slow, or gave way to newer ones",
        transfers,
        Transfers::cuts);
  }

  private static SocketDoor socketDoor(
      Parts parts, PerAddress requests, InboundBytes ofDevices, InboundBytes ofStrangers) {
    SocketsConfig sockets = parts.config().sockets();
    PerAddress anonymous = new PerAddress(sockets.maxAnonymousPerAddress(), sockets.maxAnonymous());
    PerAddress provisioning =
        new PerAddress(sockets.maxProvisioningPerAddress(), sockets.maxProvisioning());
    OutboundBytes outbound = new OutboundBytes(sockets.maxOutboundBytes());
    parts
        .metrics()
        .gauge(
            "sealpost.inbound.bytes",
            "Bytes of requests in memory",
            ofDevices,
            held -> held.held() + ofStrangers.held());
    parts
        .metrics()
        .gauge(
            "sealpost.outbound.bytes",
            "Bytes that wait until clients read them",
            outbound,
            OutboundBytes::waiting);
    parts
        .metrics()
        .gauge(
            "sealpost.sockets.anonymous",
            "Sockets without credentials",
            anonymous,
            PerAddress::inAll);
    parts
        .metrics()
        .gauge(
            "sealpost.sockets.provisioning",
            "Devices that wait to be linked",
            provisioning,
            PerAddress::inAll);
    return new SocketDoor(
        new SocketDoor.Surroundings(
            parts.router(),
            parts.authenticator(),
            parts.strikes(),
            parts.core().ground.limits,
            parts.core().delivery.devices,
            parts.core().devices.provisioning,
            parts.background().tasks(),
            parts.background()::after,
            parts.random(),
            parts.clock()),
        new SocketDoor.Bounds(
            new TunnelLimits(
                sockets.maxMessageBytes(),
                parts.config().listener().bodyTimeout(),
                sockets.requestsInFlight(),
                sockets.requestBytesInFlight()),
            sockets.idleTimeout(),
            anonymous,
            provisioning,
            requests,
            ofDevices,
            ofStrangers,
            outbound));
  }

  /// Bounds the connections of the main listener, in all and from one address.
  private static void bound(Server server, ServerConnector connector, ListenerConfig config) {
    server.addBean(new NetworkConnectionLimit(config.maxConnections(), connector));
    connector
        .getSelectorManager()
        .addEventListener(new ConnectionsPerAddress(config.maxConnectionsPerAddress()));
  }
}
