package org.sealpost.config;

import java.time.Duration;
import java.util.Optional;

/// `storage.postgres`: the PostgreSQL that `storage.type: postgres` uses.
///
/// @param url `jdbc:postgresql://HOST:PORT/DATABASE`, of the server or of a pooler
/// @param user who connects
/// @param passwordFile a file with the password alone; relative to the data folder
/// @param poolSize connections, beside the one that writes messages
/// @param connectTimeout how long the database may take to answer who connects
/// @param migrationUrl the server itself, where `url` is a pooler's
/// @param replicaUrl a standby, for reads that may be a little behind
public record PostgresServerConfig(
    String url,
    String user,
    Optional<String> passwordFile,
    int poolSize,
    Duration connectTimeout,
    Optional<String> migrationUrl,
    Optional<String> replicaUrl) {

  /// Empty when no URL is written.
  static Optional<PostgresServerConfig> read(Section section) {
    Optional<String> url = section.text("url");
    String user = section.text("user", "sealpost");
    Optional<String> passwordFile = section.text("passwordFile");
    int poolSize = section.integer("poolSize", 8, 1, 200);
    Duration connectTimeout =
        section.duration(
            "connectTimeout", Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofMinutes(1));
    Optional<String> migrationUrl = section.text("migrationUrl");
    Optional<String> replicaUrl = section.text("replicaUrl");
    return url.map(written ->
        new PostgresServerConfig(
            written, user, passwordFile, poolSize, connectTimeout, migrationUrl, replicaUrl));
  }
}
