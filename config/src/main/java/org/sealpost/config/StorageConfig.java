package org.sealpost.config;

import java.util.Locale;
import java.util.Optional;

/// `storage`: where accounts, keys and inboxes are kept.
///
/// @param file the database file; by default `sealpost.db` in the data folder
/// @param synchronous when a commit is confirmed; less than `full` is refused at start unless
///   `unsafe`
/// @param postgres there with the type `postgres` alone
/// @param dynamo there with the type `dynamo` alone
/// @param unsafe lets a store be used that answers before it has synced; for tests
public record StorageConfig(
    Type type,
    Optional<String> file,
    Synchronous synchronous,
    Optional<PostgresServerConfig> postgres,
    Optional<DynamoServiceConfig> dynamo,
    boolean unsafe) {

  /// So many envelopes of the largest size, with what is written beside them, are less than 4 MB.
  static final int MOST_DYNAMO_DEVICES = 14;

  /// The backends that there are.
  public enum Type {
    SQLITE,
    POSTGRES,
    DYNAMO
  }

  /// SQLite's pragma of that name. Its `off` is not here: YAML reads that as no.
  public enum Synchronous {
    FULL,
    NORMAL
  }

  static StorageConfig read(Section section) {
    StorageConfig config =
        new StorageConfig(
            section.choice("type", Type.SQLITE),
            section.text("file"),
            section.choice("synchronous", Synchronous.FULL),
            section.section("postgres", PostgresServerConfig::read),
            section.section("dynamo", DynamoServiceConfig::read),
            section.flag("unsafe", false));
    config.check();
    return config;
  }

  private void check() {
    switch (type) {
      case SQLITE -> {
        refusePostgres();
        refuseDynamo();
      }
      case POSTGRES -> {
        if (postgres.isEmpty()) {
          throw new BadConfiguration(
              "storage.type is postgres and storage.postgres.url is missing; set it to"
                  + " jdbc:postgresql://HOST:PORT/DATABASE");
        }
        refuseFile();
        refuseDynamo();
      }
      case DYNAMO -> {
        if (dynamo.isEmpty()) {
          throw new BadConfiguration(
              "storage.type is dynamo and storage.dynamo.region is missing; set it to the region of"
                  + " the tables, such as eu-central-1");
        }
        refuseFile();
        refusePostgres();
      }
    }
  }

  private void refuseFile() {
    if (file.isPresent()) {
      throw new BadConfiguration(
          "storage.file is set and storage.type is %s; remove storage.file".formatted(typeName()));
    }
  }

  private void refusePostgres() {
    if (postgres.isPresent()) {
      throw new BadConfiguration(
          "storage.postgres.url is set and storage.type is %s; set storage.type: postgres, or remove"
                  .formatted(typeName())
              + " storage.postgres");
    }
  }

  private void refuseDynamo() {
    if (dynamo.isPresent()) {
      throw new BadConfiguration(
          "storage.dynamo.region is set and storage.type is %s; set storage.type: dynamo, or remove"
                  .formatted(typeName())
              + " storage.dynamo");
    }
  }

  private String typeName() {
    return type.name().toLowerCase(Locale.ROOT);
  }
}
