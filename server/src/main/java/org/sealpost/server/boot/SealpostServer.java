package org.sealpost.server.boot;

import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.sealpost.audit.events.Actor;
import org.sealpost.config.LimitsConfig;
import org.sealpost.config.SealpostConfig;
import org.sealpost.core.accounts.Invite;
import org.sealpost.core.atrest.RotateStoreKeys;
import org.sealpost.core.atrest.Rotation;
import org.sealpost.core.atrest.RotationPiece;
import org.sealpost.core.certificates.RotateSigner;
import org.sealpost.core.limits.RateLimit;
import org.sealpost.crypto.DataKey;
import org.sealpost.crypto.KeysFolder;
import org.sealpost.crypto.NativeCalls;
import org.sealpost.crypto.Sealer;
import org.sealpost.crypto.ServerKeys;
import org.sealpost.crypto.SignerRotation;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.json.ClientProfile;
import org.sealpost.server.auth.Authenticator;
import org.sealpost.server.auth.Strikes;
import org.sealpost.server.http.RequestObserver;
import org.sealpost.server.http.Route;
import org.sealpost.server.http.Router;
import org.sealpost.server.ops.Metrics;
import org.sealpost.server.ops.RequestLog;
import org.sealpost.storage.Storage;
import org.sealpost.storage.StorageUnavailable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A server that runs: everything put together, started and, in reverse order, stopped.
public final class SealpostServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SealpostServer.class);
  private static final Duration SWEEP_EVERY = Duration.ofMinutes(1);
  private static final Duration SEQUENCE_EVERY = Duration.ofSeconds(2);
  private static final int MAX_SWEPT = 10_000;

  /// What is open, the newest first.
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  private final SealpostConfig config;
  private final DataDirectory data;
  private final Clock clock = Clock.systemUTC();
  private final SecureRandom random = new SecureRandom();
  private List<Route> routes = List.of();
  private volatile String url = "";
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
    return LimitsModule.standard();
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
    } catch (UncheckedIOException e) {
      server.close();
      throw new CannotStart(
          "a file in "
              + server.data.root()
              + " cannot be read or written ("
              + e.getMessage()
              + "); give it back to the user who runs this, or put it back from its backup",
          e);
    } catch (RuntimeException | Error e) {
      server.close();
      throw e;
    } catch (Exception e) {
      server.close();
      throw explained(e);
    }
  }

  private void startAll() throws Exception {
    takeFolder();
    Optional<Path> database = StorageModule.file(config.storage(), data);
    KeysFolder folder = KeysModule.openOrMake(config.keys(), data, database, random);
    ServerKeys keys = folder.keys();
    KeysModule.warn(config.keys(), folder, data, database);
    Storage storage = opened(StorageModule.open(config.storage(), config.delivery(), data));
    NativeCalls natives = opened(NativeCalls.sized());
    Background background = opened(new Background());
    Ground ground =
        new Ground(config, storage, keys, natives, sealing, background.tasks(), clock, random);
    KeysModule.check(ground.keyring, data);
    BlobsModule blobs = opened(BlobsModule.open(config.media(), data, clock));
    MediaModule media = new MediaModule(ground, blobs, () -> URI.create(url));
    Core core = new Core(ground, media);
    letTimePass(core, storage, background);
    Metrics metrics = opened(MetricsModule.of(storage, core));
    Authenticator authenticator = new CoreAuthenticator(core.accounts.authentication);
    Strikes strikes =
        address -> ground.limits.take(RateLimit.AUTHENTICATION_FAILURES, address.text());
    routes = core.routes();
    RequestObserver observer = observer(metrics);
    Router router = new Router(routes, authenticator, strikes, observer);
    port =
        opened(
                WebModule.start(
                    new WebModule.Parts(
                        config,
                        core,
                        router,
                        observer,
                        authenticator,
                        strikes,
                        metrics,
                        background,
                        random,
                        clock),
                    data))
            .port();
    adminPort =
        opened(AdminModule.start(config.admin(), storage, media.blobs, metrics, background.tasks()))
            .port();
    url = PublicAddress.url(config.listener(), port);
    data.note("url", url);
    data.note("port", Integer.toString(port));
    data.note("admin-port", Integer.toString(adminPort));
    opened(ControlSocket.open(data, operations(core, folder, storage)));
  }

  private <T extends AutoCloseable> T opened(T part) {
    open.push(part);
    return part;
  }

  private void takeFolder() {
    FileLock lock =
        data.lock()
            .orElseThrow(() ->
                new CannotStart(
                    "another server or command works in "
                        + data.root()
                        + "; stop it, or give --data another folder"));
    open.push(() -> lock.channel().close());
  }

  private void letTimePass(Core core, Storage storage, Background background) {
    core.delivery.devices.run(background.timers());
    core.delivery.sweeper.run(background.timers(), background.tasks(), SWEEP_EVERY);
    core.media.sweeper.run(background.timers(), background.tasks(), SWEEP_EVERY);
    background.every(SEQUENCE_EVERY, core.sequencer::run);
    background.every(SWEEP_EVERY, () -> sweepExpired(storage));
  }

  private void sweepExpired(Storage storage) {
    try {
      storage.registrations().sweepExpired(clock.instant(), MAX_SWEPT);
      storage.reservations().sweepLapsed(clock.instant(), MAX_SWEPT);
      storage.formerAccounts().sweepExpired(clock.instant(), MAX_SWEPT);
    } catch (StorageUnavailable e) {
      LOG.warn("what has expired is swept later: the store is not available");
    }
  }

  private RequestObserver observer(Metrics metrics) {
    return switch (config.logging().requests()) {
      case NONE -> metrics;
      case ERRORS -> RequestLog.ofErrors(metrics);
      case ALL -> RequestLog.ofAll(metrics);
    };
  }

  private Operations operations(Core core, KeysFolder folder, Storage storage) {
    RotateStoreKeys rotate =
        new RotateStoreKeys(
            folder,
            storage.dataKeys(),
            storage.audit(),
            core.ground.audit,
            clock,
            !config.storage().unsafe());
    RotateSigner signer = new RotateSigner(folder, storage.audit(), core.ground.audit, clock);
    return new Operations() {
      @Override
      public SignerRotation rotateSigner(SecretBytes trustRootKey) {
        return signer.rotate(trustRootKey);
      }

      @Override
      public Invite invite(PhoneNumber number) {
        return core.accounts.invites.make(number);
      }

      @Override
      public ClientProfile clientProfile() {
        return Profiles.of(
            url,
            Profiles.authority(config, data),
            folder.keys().secrets().clientParameters(),
            config.source());
      }

      @Override
      public boolean deleteAccount(PhoneNumber number) {
        return core.accounts.delete.delete(number, Actor.ADMINISTRATOR);
      }

      @Override
      public boolean forgetAccount(PhoneNumber number) {
        return core.accounts.former.forget(number);
      }

      @Override
      public Rotation beginRotation(boolean destroyPrevious) {
        return rotate.begin(destroyPrevious);
      }

      @Override
      public RotationPiece continueRotation() {
        return rotate.next();
      }
    };
  }

  /// The sentence for what nobody foresaw.
  private static CannotStart explained(Exception e) {
    LOG.debug("start failed", e);
    return new CannotStart(
        "the server could not start ("
            + e.getClass().getSimpleName()
            + "); logging.level: debug says more",
        e);
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
