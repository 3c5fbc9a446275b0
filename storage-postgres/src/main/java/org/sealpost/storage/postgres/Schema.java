package org.sealpost.storage.postgres;

import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.sealpost.storage.StorageRefused;
import org.sealpost.storage.StorageUnavailable;

/// The schema `sealpost` in the database: which version it has, and the migrations that bring it to
/// ours. Each migration is one transaction, so a failed one leaves the version before it.
final class Schema {
  /// The version of the newest file in `migration/`.
  static final int VERSION = 11;

  private static final String NAME = "sealpost";
  private static final String HISTORY = "schema_history";
  private static final String MIGRATIONS = "classpath:org/sealpost/storage/postgres/migration";

  /// How long the migration of another server is waited for; Flyway asks once a second.
  private static final int OTHERS_MIGRATION_SECONDS = 50;

  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private record State(int version, boolean failed) {}

  private final Sql sql;

  Schema(Sql sql) {
    this.sql = sql;
  }

  /// Migrates where that is needed, over a connection of its own: a session's lock keeps other
  /// nodes waiting meanwhile, which a pooler would not hold.
  ///
  /// @throws StorageRefused when the schema is newer than this program, or half made
  void prepare(ServerAddress direct, PostgresConfig config) {
    Optional<State> before = state();
    before.ifPresent(Schema::check);
    if (before.isEmpty() || before.get().version() < VERSION) {
      migrate(direct, config);
      state()
          .ifPresentOrElse(
              Schema::check,
              () -> {
                throw halfMade();
              });
    }
  }

  private static void check(State state) {
    if (state.failed()) {
      throw halfMade();
    }
    if (state.version() > VERSION) {
      throw new StorageRefused(
          "The database has schema version %d and this program knows %d; use the version of Sealpost that wrote it, or a newer one."
              .formatted(state.version(), VERSION));
    }
  }

  private static StorageRefused halfMade() {
    return new StorageRefused(
        "The schema sealpost in the database is half migrated; restore it from a backup, or remove what"
            + " the failed migration left and its row in sealpost.schema_history.");
  }

  static boolean isThere(Sql sql) {
    return sql.one(
        "select to_regclass('sealpost.schema_history') is not null", row -> row.getBoolean(1));
  }

  /// Empty where there is no schema of ours.
  private Optional<State> state() {
    return isThere(sql)
        ? sql.first(
            """
            select coalesce(max(case when version ~ '^[0-9]+$' then cast(version as int) end), 0),
                coalesce(bool_or(not success), false)
              from sealpost.schema_history
            """,
            row -> new State(row.getInt(1), row.getBoolean(2)))
        : Optional.empty();
  }

  private static void migrate(ServerAddress direct, PostgresConfig config) {
    Properties properties = direct.propertiesOfMigrations(config);
    Map<String, String> driver = new TreeMap<>();
    properties
        .stringPropertyNames()
        .forEach(name -> driver.put(name, properties.getProperty(name)));
    try {
      Flyway.configure()
          .dataSource(direct.url(), config.access().user(), driver.get("password"))
          .jdbcProperties(driver)
          .initSql("set lock_timeout = '%ds'".formatted(config.tuning().callTimeout().toSeconds()))
          .lockRetryCount(OTHERS_MIGRATION_SECONDS)
          .schemas(NAME)
          .table(HISTORY)
          .locations(MIGRATIONS)
          .failOnMissingLocations(true)
          .cleanDisabled(true)
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw refusal(direct, config, e);
    }
  }

  private static RuntimeException refusal(
      ServerAddress direct, PostgresConfig config, FlywayException fault) {
    String state = Faults.state(Faults.sqlException(fault));
    if (state.startsWith("08") || state.startsWith("28")) {
      return Unreachable.refusal(direct, config, Faults.sqlException(fault));
    }
    if (state.equals(LOCK_NOT_AVAILABLE)) {
      return new StorageRefused(
          "The database could not be migrated: another session holds one of its tables; end that"
              + " session, or wait for it, then start again.");
    }
    if (state.equals("none")) {
      return new StorageRefused(
          "The database could not be migrated: another server has been at it for %d s; start again when that one runs."
              .formatted(OTHERS_MIGRATION_SECONDS));
    }
    if (state.equals("42501")) {
      return new StorageRefused(
          "The user may not make the schema sealpost; give it CREATE on the database.");
    }
    return new StorageUnavailable("the database could not be migrated (" + state + ")", fault);
  }
}
