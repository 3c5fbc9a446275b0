package org.sealpost.server.boot;

import com.codahale.metrics.health.HealthCheck;
import com.codahale.metrics.health.HealthCheckRegistry;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.sealpost.config.LimitsConfig;
import org.sealpost.config.ListenerConfig;
import org.sealpost.config.SealpostConfig;
import org.sealpost.core.accounts.Invite;
import org.sealpost.core.limits.RateLimit;
import org.sealpost.crypto.DataKey;
import org.sealpost.crypto.DevelopmentTls;
import org.sealpost.crypto.NativeCalls;
import org.sealpost.crypto.Sealer;
import org.sealpost.crypto.ServerKeys;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.json.ClientProfile;
import org.sealpost.server.auth.Authenticator;
import org.sealpost.server.auth.Strikes;
import org.sealpost.server.http.RequestObserver;
import org.sealpost.server.http.Route;
import org.sealpost.server.http.Router;
import org.sealpost.server.ops.AdminHandler;
import org.sealpost.server.ops.Metrics;
import org.sealpost.server.ops.RequestLog;
import org.sealpost.server.ops.WireErrors;
import org.sealpost.storage.Storage;
import org.sealpost.storage.StorageUnavailable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A server that runs: everything put together, started and, in reverse order, stopped.
public final class SealpostServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SealpostServer.class);
  private static final Duration SWEEP_EVERY = Duration.ofMinutes(1);
  private static final int MAX_SWEPT = 10_000;
  private static final char[] KEY_STORE_PASSWORD = UUID.randomUUID().toString().toCharArray();

  /// What is open, the newest first.
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  private final SealpostConfig config;
  private final DataDirectory data;
  private final Clock clock = Clock.systemUTC();
  private final SecureRandom random = new SecureRandom();
  private List<Route> routes = List.of();
  private String url = "";
  private int port;
  private int adminPort;

  private final Function<SecretBytes, Sealer> sealing;

  private SealpostServer(
      SealpostConfig config, DataDirectory data, Optional<Function<SecretBytes, Sealer>> sealing) {
    this.config = config;
    this.data = data;
    this.sealing = sealing.orElse(key -> new DataKey(key, random));
  }

  /// The names and defaults of all rate limits, which reading a configuration wants.
  public static Map<String, LimitsConfig.Bucket> standardLimits() {
    return Core.standardLimits();
  }

  /// Starts a server; ready when this returns.
  ///
  /// @throws CannotStart with one sentence for a person, with the fix
  public static SealpostServer start(SealpostConfig config, Path folder) {
    return start(config, folder, Optional.empty());
  }

  /// Starts a server whose data keys seal in another way: for tests that show what sealing
  /// prevents.
  static SealpostServer start(
      SealpostConfig config, Path folder, Optional<Function<SecretBytes, Sealer>> sealing) {
    SealpostServer server = new SealpostServer(config, DataDirectory.openOrCreate(folder), sealing);
    try {
      server.startAll();
      return server;
    } catch (RuntimeException | Error e) {
      server.close();
      throw e;
    } catch (Exception e) {
      server.close();
      throw server.explained(e);
    }
  }

  private void startAll() throws Exception {
    FileLock lock =
        data.lock()
            .orElseThrow(() ->
                new CannotStart(
                    "another server or command works in "
                        + data.root()
                        + "; stop it, or give --data another folder"));
    open.push(() -> lock.channel().close());
    ServerKeys keys =
        KeysModule.openOrMake(data, StorageModule.file(config.storage(), data), random);
    LOG.warn(
        "the key that opens the store lies beside it: whoever takes {} has both (docs/security)",
        data.root());
    Storage storage = StorageModule.open(config.storage(), config.delivery(), data);
    open.push(storage);
    NativeCalls natives = NativeCalls.sized();
    open.push(natives);
    ExecutorService tasks =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("task-", 0).factory());
    open.push(() -> stop(tasks));
    ScheduledExecutorService timers =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("timers").daemon().factory());
    open.push(timers::shutdownNow);

    Core core = new Core(config, storage, keys, natives, sealing, tasks, clock, random);
    KeysModule.check(core.keyring, data);
    core.devices.run(timers);
    core.sweeper.run(timers, tasks, SWEEP_EVERY);
    var _ =
        timers.scheduleWithFixedDelay(
            () -> tasks.execute(() -> sweepRegistrations(storage)),
            SWEEP_EVERY.toMillis(),
            SWEEP_EVERY.toMillis(),
            TimeUnit.MILLISECONDS);

    Metrics metrics = new Metrics();
    open.push(metrics);
    metrics.counter(
        "sealpost.envelopes.accepted",
        "Envelopes stored",
        storage.inboxes(),
        inboxes -> inboxes.totals().accepted());
    metrics.counter(
        "sealpost.envelopes.acknowledged",
        "Envelopes removed by their devices",
        storage.inboxes(),
        inboxes -> inboxes.totals().acknowledged());
    metrics.counter(
        "sealpost.envelopes.expired",
        "Envelopes removed after their time to live",
        storage.inboxes(),
        inboxes -> inboxes.totals().expired());
    metrics.counter(
        "sealpost.envelopes.purged",
        "Envelopes removed with abandoned inboxes",
        storage.inboxes(),
        inboxes -> inboxes.totals().purged());
    metrics.counter(
        "sealpost.envelopes.left.out",
        "Envelopes left out of full inboxes of linked devices",
        storage.inboxes(),
        inboxes -> inboxes.totals().leftOut());
    metrics.gauge(
        "sealpost.devices.connected",
        "Devices with an open socket",
        core.devices,
        devices -> devices.count());
    HealthCheckRegistry health = new HealthCheckRegistry();
    health.register("storage", new StorageHealth(storage));
    Authenticator authenticator = new CoreAuthenticator(core.authentication);
    Strikes strikes =
        address -> core.limits.take(RateLimit.AUTHENTICATION_FAILURES, address.text());
    routes = RoutesModule.table(config, core);
    Router router = new Router(routes, authenticator, strikes, observer(metrics));

    Server web = WebModule.server(tasks);
    ServerConnector main = mainConnector(web);
    web.addConnector(main);
    WebModule.bound(web, main, config.listener());
    web.setHandler(
        WebModule.handler(
            new WebModule.Parts(
                config,
                core,
                router,
                authenticator,
                strikes,
                metrics,
                tasks,
                (delay, task) -> after(timers, delay, task),
                random,
                clock)));
    web.setErrorHandler(new WireErrors(clock));

    Server admin = WebModule.server(tasks);
    ServerConnector adminConnector = Listeners.admin(admin, config.admin());
    admin.addConnector(adminConnector);
    admin.setHandler(new AdminHandler(health, metrics));

    open.push(web::stop);
    web.start();
    port = main.getLocalPort();
    open.push(admin::stop);
    admin.start();
    adminPort = adminConnector.getLocalPort();
    url =
        (config.listener().plaintext() ? "http" : "https")
            + "://"
            + publicHost(config.listener())
            + ":"
            + port;
    data.note("url", url);
    data.note("port", Integer.toString(port));
    data.note("admin-port", Integer.toString(adminPort));
    open.push(ControlSocket.open(data, operations(core, keys)));
  }

  private ServerConnector mainConnector(Server server) {
    ListenerConfig listener = config.listener();
    if (listener.plaintext()) {
      return Listeners.plain(server, listener);
    }
    Path certificate;
    Path key;
    if (listener.tlsCertificate().isPresent() && listener.tlsKey().isPresent()) {
      certificate = data.root().resolve(listener.tlsCertificate().get());
      key = data.root().resolve(listener.tlsKey().get());
    } else {
      DevelopmentTls.TlsFiles files =
          new DevelopmentTls(data.tls(), clock, random).prepare(hostName());
      certificate = files.certificateChain();
      key = files.privateKey();
    }
    KeyStore identity = PemIdentity.read(certificate, key, KEY_STORE_PASSWORD);
    return Listeners.tls(server, listener, identity, KEY_STORE_PASSWORD);
  }

  private void sweepRegistrations(Storage storage) {
    try {
      storage.registrations().sweepExpired(clock.instant(), MAX_SWEPT);
    } catch (StorageUnavailable e) {
      LOG.warn("expired invites and sessions are swept later: the store is not available");
    }
  }

  private static void after(ScheduledExecutorService timers, Duration delay, Runnable task) {
    try {
      var _ = timers.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // the server is stopping, and everything is cut
    }
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  /// What clients are told: an address to listen on everywhere is no address to connect to.
  private static String publicHost(ListenerConfig listener) {
    String host = listener.host();
    return switch (host) {
      case "0.0.0.0", "::", "[::]" -> hostName();
      case String _ -> host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    };
  }

  private RequestObserver observer(Metrics metrics) {
    return switch (config.logging().requests()) {
      case NONE -> metrics;
      case ERRORS -> RequestLog.ofErrors(metrics);
      case ALL -> RequestLog.ofAll(metrics);
    };
  }

  private Operations operations(Core core, ServerKeys keys) {
    return new Operations() {
      @Override
      public Invite invite(PhoneNumber number) {
        return core.invites.make(number);
      }

      @Override
      public ClientProfile clientProfile() {
        return Profiles.of(
            url,
            Profiles.authority(config, data),
            keys.secrets().clientParameters(),
            config.source());
      }
    };
  }

  /// A check that asks the store something cheap.
  private static final class StorageHealth extends HealthCheck {
    private final Storage storage;

    StorageHealth(Storage storage) {
      this.storage = storage;
    }

    @Override
    protected Result check() {
      storage.inboxes().totals();
      return Result.healthy();
    }
  }

  private static void stop(ExecutorService tasks) throws InterruptedException {
    tasks.shutdown();
    if (!tasks.awaitTermination(5, TimeUnit.SECONDS)) {
      List<Runnable> left = tasks.shutdownNow();
      LOG.warn("{} tasks did not end in time", left.size());
    }
  }

  /// The sentence for what went wrong at start.
  private CannotStart explained(Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return new CannotStart(
            port == 0
                ? "port "
                    + config.listener().port()
                    + " of "
                    + config.listener().host()
                    + " is taken or not allowed; stop who has it, or give --port another"
                : "admin.port "
                    + config.admin().port()
                    + " is taken or not allowed; stop who has it, or set admin.port to another",
            e);
      }
    }
    String where = e instanceof IOException ? " (input or output)" : "";
    LOG.debug("start failed", e);
    return new CannotStart(
        "the server could not start: " + e.getClass().getSimpleName() + where, e);
  }

  /// The endpoint table, which the protocol's documentation is held to.
  public List<Route> routes() {
    return routes;
  }

  public String url() {
    return url;
  }

  public int port() {
    return port;
  }

  public int adminPort() {
    return adminPort;
  }

  public Path folder() {
    return data.root();
  }

  /// Lets requests under way end, closes all connections, then the store.
  @Override
  public void close() {
    while (!open.isEmpty()) {
      AutoCloseable next = open.pop();
      try {
        next.close();
      } catch (Exception e) {
        LOG.warn("something could not be closed", e);
      }
    }
  }
}
