package org.sealpost.server.boot;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.sealpost.config.DeliveryConfig;
import org.sealpost.config.DynamoServiceConfig;
import org.sealpost.config.PostgresServerConfig;
import org.sealpost.config.StorageConfig;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.storage.Storage;
import org.sealpost.storage.StorageRefused;
import org.sealpost.storage.copy.CopySource;
import org.sealpost.storage.copy.CopyTarget;
import org.sealpost.storage.dynamo.DynamoConfig;
import org.sealpost.storage.dynamo.DynamoCopy;
import org.sealpost.storage.dynamo.DynamoStorage;
import org.sealpost.storage.inboxes.InboxLimits;
import org.sealpost.storage.postgres.PostgresConfig;
import org.sealpost.storage.postgres.PostgresCopy;
import org.sealpost.storage.postgres.PostgresStorage;
import org.sealpost.storage.sqlite.SqliteConfig;
import org.sealpost.storage.sqlite.SqliteCopy;
import org.sealpost.storage.sqlite.SqliteStorage;
import org.sealpost.storage.sqlite.Synchronous;

/// Opens the backend that `storage.type` chooses. Nothing asks for the type again.
final class StorageModule {
  private StorageModule() {}

  static Storage open(StorageConfig config, DeliveryConfig delivery, DataDirectory data) {
    InboxLimits limits =
        new InboxLimits(
            InboxLimits.DEFAULT.envelopeBytes(),
            delivery.inboxMaxEntries(),
            delivery.inboxMaxBytes());
    return switch (config.type()) {
      case SQLITE -> SqliteStorage.open(sqlite(config, data).withInboxLimits(limits));
      case POSTGRES -> PostgresStorage.open(postgres(config, data).withInboxLimits(limits));
      case DYNAMO ->
          DynamoStorage.open(dynamo(config.dynamo().orElseThrow()).withInboxLimits(limits));
    };
  }

  static CopySource copySource(StorageConfig config, DataDirectory data) {
    return switch (config.type()) {
      case SQLITE -> SqliteCopy.source(sqlite(config, data));
      case POSTGRES -> PostgresCopy.source(postgres(config, data));
      case DYNAMO -> DynamoCopy.source(dynamo(config.dynamo().orElseThrow()));
    };
  }

  static CopyTarget copyTarget(StorageConfig config, DataDirectory data) {
    return switch (config.type()) {
      case SQLITE -> SqliteCopy.target(sqlite(config, data));
      case POSTGRES -> PostgresCopy.target(postgres(config, data));
      case DYNAMO -> DynamoCopy.target(dynamo(config.dynamo().orElseThrow()));
    };
  }

  private static SqliteConfig sqlite(StorageConfig config, DataDirectory data) {
    return SqliteConfig.at(file(config, data).orElseThrow())
        .withSynchronous(synchronous(config))
        .withAllowUnsafe(config.unsafe());
  }

  static DynamoConfig dynamo(DynamoServiceConfig config) {
    return DynamoConfig.in(config.region())
        .withEndpoint(config.endpoint().map(StorageModule::endpoint))
        .withTablePrefix(config.tablePrefix())
        .withCreateTables(config.createTables());
  }

  private static URI endpoint(String written) {
    try {
      return new URI(written);
    } catch (URISyntaxException e) {
      throw new StorageRefused(
          "storage.dynamo.endpoint is no URL; write it as https://HOST, or leave it out for the"
              + " service itself.");
    }
  }

  private static Synchronous synchronous(StorageConfig config) {
    return switch (config.synchronous()) {
      case FULL -> Synchronous.FULL;
      case NORMAL -> Synchronous.NORMAL;
    };
  }

  private static PostgresConfig postgres(StorageConfig storage, DataDirectory data) {
    PostgresServerConfig config = storage.postgres().orElseThrow();
    return PostgresConfig.at(config.url(), config.user())
        .withAllowUnsafe(storage.unsafe())
        .withPassword(config.passwordFile().map(data.root()::resolve).map(StorageModule::secret))
        .withPoolSize(config.poolSize())
        .withConnectTimeout(config.connectTimeout())
        .withMigrationUrl(config.migrationUrl())
        .withReplicaUrl(config.replicaUrl());
  }

  private static SecretBytes secret(Path file) {
    try {
      return SecretBytes.wrap(
          Files.readString(file, StandardCharsets.UTF_8).strip().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new StorageRefused(
          "The password of the database cannot be read from %s; make the file, for this user alone."
              .formatted(file));
    }
  }

  /// The database's file, where it has one.
  static Optional<Path> file(StorageConfig config, DataDirectory data) {
    return switch (config.type()) {
      case SQLITE -> Optional.of(config.file().map(data.root()::resolve).orElse(data.database()));
      case POSTGRES, DYNAMO -> Optional.empty();
    };
  }
}
