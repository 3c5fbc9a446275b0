package org.sealpost.server.boot;

import java.nio.file.Path;
import org.sealpost.config.DeliveryConfig;
import org.sealpost.config.StorageConfig;
import org.sealpost.storage.Storage;
import org.sealpost.storage.inboxes.InboxLimits;
import org.sealpost.storage.sqlite.SqliteConfig;
import org.sealpost.storage.sqlite.SqliteStorage;
import org.sealpost.storage.sqlite.Synchronous;

/// Opens the backend that `storage.type` chooses. Nothing asks for the type again.
final class StorageModule {
  private StorageModule() {}

  static Storage open(StorageConfig config, DeliveryConfig delivery, DataDirectory data) {
    return switch (config.type()) {
      case SQLITE ->
          SqliteStorage.open(
              SqliteConfig.at(file(config, data))
                  .withSynchronous(synchronous(config))
                  .withAllowUnsafe(config.unsafe())
                  .withInboxLimits(
                      new InboxLimits(
                          InboxLimits.DEFAULT.envelopeBytes(),
                          delivery.inboxMaxEntries(),
                          delivery.inboxMaxBytes())));
    };
  }

  private static Synchronous synchronous(StorageConfig config) {
    return switch (config.synchronous()) {
      case FULL -> Synchronous.FULL;
      case NORMAL -> Synchronous.NORMAL;
    };
  }

  static Path file(StorageConfig config, DataDirectory data) {
    return config.file().map(data.root()::resolve).orElse(data.database());
  }
}
