package org.sealpost.server.boot;

import com.codahale.metrics.health.HealthCheck;
import com.codahale.metrics.health.HealthCheckRegistry;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.stream.Collectors;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.sealpost.config.AdminConfig;
import org.sealpost.server.ops.AdminHandler;
import org.sealpost.server.ops.Metrics;
import org.sealpost.storage.Storage;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.blobs.BlobStore;

/// The admin listener: health and metrics, for this machine alone.
final class AdminModule {
  private AdminModule() {}

  static Listener start(
      AdminConfig config, Storage storage, BlobStore blobs, Metrics metrics, ExecutorService tasks)
      throws Exception {
    HealthCheckRegistry health = new HealthCheckRegistry();
    health.register("storage", new StorageHealth(storage));
    health.register("media", new MediaHealth(blobs));
    Server server = WebModule.server(tasks);
    ServerConnector connector = Listeners.admin(server, config);
    server.addConnector(connector);
    server.setHandler(new AdminHandler(health, metrics));
    return Listener.start(server, connector, "admin", () -> {});
  }

  /// A check that warns and is never red: without a blob store text goes on, and a server that were
  /// taken out of service for it would help nobody.
  private static final class MediaHealth extends HealthCheck {
    private final BlobStore blobs;

    MediaHealth(BlobStore blobs) {
      this.blobs = blobs;
    }

    @Override
    protected Result check() {
      return blobs
          .trouble()
          .map(trouble ->
              Result.healthy(
                  "warning: %s; until that is mended files are refused, and text goes on", trouble))
          .orElseGet(Result::healthy);
    }
  }

  /// A check that asks the store something cheap. While it answers, the settings are shown that
  /// durability hangs on.
  private static final class StorageHealth extends HealthCheck {
    private final Storage storage;
    private final String settings;

    StorageHealth(Storage storage) {
      this.storage = storage;
      this.settings =
          new TreeMap<>(storage.settings())
              .entrySet().stream()
                  .map(setting -> setting.getKey() + ": " + setting.getValue())
                  .collect(Collectors.joining("; "));
    }

    @Override
    protected Result check() {
      try {
        int _ = storage.dataKeys().oldestGeneration(); // never asked of a replica
        return Result.healthy("%s", settings);
      } catch (StorageUnavailable e) {
        return Result.unhealthy(
            "the store does not answer: %s; until it does, requests are answered with 503, and"
                + " nothing needs to be started again but the store",
            e.getMessage());
      }
    }
  }
}
