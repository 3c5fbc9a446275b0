package org.sealpost.server.boot;

import com.codahale.metrics.health.HealthCheck;
import com.codahale.metrics.health.HealthCheckRegistry;
import java.util.concurrent.ExecutorService;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.sealpost.config.AdminConfig;
import org.sealpost.server.ops.AdminHandler;
import org.sealpost.server.ops.Metrics;
import org.sealpost.storage.Storage;

/// The admin listener: health and metrics, for this machine alone.
final class AdminModule {
  private AdminModule() {}

  static Listener start(AdminConfig config, Storage storage, Metrics metrics, ExecutorService tasks)
      throws Exception {
    HealthCheckRegistry health = new HealthCheckRegistry();
    health.register("storage", new StorageHealth(storage));
    Server server = WebModule.server(tasks);
    ServerConnector connector = Listeners.admin(server, config);
    server.addConnector(connector);
    server.setHandler(new AdminHandler(health, metrics));
    return Listener.start(server, connector, "admin", () -> {});
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
}
