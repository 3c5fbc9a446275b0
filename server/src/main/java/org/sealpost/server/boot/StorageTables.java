package org.sealpost.server.boot;

import org.sealpost.config.BadConfiguration;
import org.sealpost.config.SealpostConfig;
import org.sealpost.config.StorageConfig;
import org.sealpost.storage.dynamo.DynamoConfig;
import org.sealpost.storage.dynamo.DynamoTables;

/// The tables of a backend whose server does not make them by itself.
public final class StorageTables {
  private StorageTables() {}

  /// What [#create] would make, as commands that do the same; nobody is asked.
  public static String describe(SealpostConfig config) {
    return DynamoTables.describe(dynamo(config.storage()));
  }

  /// Makes what is not there.
  public static void create(SealpostConfig config) {
    DynamoTables.create(dynamo(config.storage()));
  }

  private static DynamoConfig dynamo(StorageConfig config) {
    return switch (config.type()) {
      case DYNAMO -> StorageModule.dynamo(config.dynamo().orElseThrow());
      case SQLITE, POSTGRES ->
          throw new BadConfiguration(
              "storage.type is not dynamo; the server makes the tables of the others by itself, so"
                  + " start it");
    };
  }
}
