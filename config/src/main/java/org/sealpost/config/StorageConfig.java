package org.sealpost.config;

import java.util.Optional;

/// `storage`: where accounts, keys and inboxes are kept.
///
/// @param file the database file; by default `sealpost.db` in the data folder
/// @param synchronous when a commit is confirmed; less than `full` is refused at start unless
///   `unsafe`
/// @param postgres there with the type `postgres` alone
/// @param unsafe lets a store be used that answers before it has synced; for tests
public record StorageConfig(
    Type type,
    Optional<String> file,
    Synchronous synchronous,
    Optional<PostgresServerConfig> postgres,
    boolean unsafe) {

  /// The backends that there are.
  public enum Type {
    SQLITE,
    POSTGRES
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
            section.flag("unsafe", false));
    config.check();
    return config;
  }

  private void check() {
    switch (type) {
      case SQLITE -> {
        if (postgres.isPresent()) {
          throw new BadConfiguration(
              "storage.postgres.url is set and storage.type is sqlite; set storage.type: postgres, or"
                  + " remove storage.postgres");
        }
      }
      case POSTGRES -> {
        if (postgres.isEmpty()) {
          throw new BadConfiguration(
              "storage.type is postgres and storage.postgres.url is missing; set it to"
                  + " jdbc:postgresql://HOST:PORT/DATABASE");
        }
        if (file.isPresent()) {
          throw new BadConfiguration(
              "storage.file is set and storage.type is postgres; remove storage.file");
        }
      }
    }
  }
}
