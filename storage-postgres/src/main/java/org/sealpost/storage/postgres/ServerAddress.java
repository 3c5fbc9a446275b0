package org.sealpost.storage.postgres;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.sealpost.storage.StorageRefused;

/// A URL of the configuration, and what the driver is told beside it.
final class ServerAddress {
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[?::1]?");

  /// How much longer a socket waits than the statement's own timeout: for the answer to the cancel.
  private static final Duration CANCELLING = Duration.ofSeconds(5);

  private final String url;
  private final Properties parsed;

  private ServerAddress(String url, Properties parsed) {
    this.url = url;
    this.parsed = parsed;
  }

  /// @throws StorageRefused when the URL is not one, holds a password, or leads over a network
  ///   without proof of who answers
  static ServerAddress of(String url, boolean allowUnsafe) {
    Properties parsed = Driver.parseURL(url, new Properties());
    if (parsed == null) {
      throw new StorageRefused(
          "The database's URL is not one; write jdbc:postgresql://HOST:PORT/DATABASE, with a standby"
              + " jdbc:postgresql://HOST:PORT,HOST:PORT/DATABASE.");
    }
    ServerAddress address = new ServerAddress(url, parsed);
    if (address.has(PGProperty.PASSWORD) || address.has(PGProperty.USER)) {
      throw new StorageRefused(
          "The database's URL holds a user or a password; name the user by its own key and put the"
              + " password into a file.");
    }
    if (!allowUnsafe && !address.isLoopback() && !address.isVerified()) {
      throw new StorageRefused(
          "The database is on another machine and the connection to it is not verified; add"
              + " ?sslmode=verify-full&sslrootcert=FILE to its URL.");
    }
    return address;
  }

  private boolean has(PGProperty property) {
    return parsed.containsKey(property.getName());
  }

  private boolean isVerified() {
    return "verify-full".equals(PGProperty.SSL_MODE.getOrDefault(parsed));
  }

  private boolean isLoopback() {
    return hosts().stream().allMatch(host -> LOOPBACK.matcher(host).matches());
  }

  private List<String> hosts() {
    String hosts = PGProperty.PG_HOST.getOrDefault(parsed);
    return hosts == null ? List.of() : List.of(hosts.split(",", -1));
  }

  String url() {
    return url;
  }

  /// For messages: where it is, without what else the URL says.
  String text() {
    return String.join(",", hosts()) + "/" + PGProperty.PG_DBNAME.getOrDefault(parsed);
  }

  /// What the URL says itself stands.
  Properties properties(PostgresConfig config) {
    return properties(config, "primary");
  }

  /// Statements of a migration may take as long as they need: cut off they would never come to
  /// their end.
  Properties propertiesOfMigrations(PostgresConfig config) {
    Properties properties = properties(config);
    properties.remove(PGProperty.SOCKET_TIMEOUT.getName());
    return properties;
  }

  /// Of several hosts a standby is asked, and the primary when there is none.
  Properties propertiesOfReplica(PostgresConfig config) {
    return properties(config, "preferSecondary");
  }

  private Properties properties(PostgresConfig config, String targetServerType) {
    int connectSeconds = (int) config.tuning().connectTimeout().toSeconds();
    Properties properties = new Properties();
    PGProperty.USER.set(properties, config.access().user());
    config
        .access()
        .password()
        .ifPresent(secret ->
            PGProperty.PASSWORD.set(
                properties, new String(secret.reveal(), StandardCharsets.UTF_8)));
    // A row's values belong to nobody who reads an error.
    PGProperty.LOG_SERVER_ERROR_DETAIL.set(properties, false);
    PGProperty.CONNECT_TIMEOUT.set(properties, connectSeconds);
    PGProperty.LOGIN_TIMEOUT.set(properties, connectSeconds);
    PGProperty.CANCEL_SIGNAL_TIMEOUT.set(properties, connectSeconds);
    PGProperty.SOCKET_TIMEOUT.set(
        properties, (int) config.tuning().callTimeout().plus(CANCELLING).toSeconds());
    PGProperty.TCP_KEEP_ALIVE.set(properties, true);
    if (hosts().size() > 1) {
      // After a failover the one that was a standby is asked again soon.
      setUnlessWritten(properties, PGProperty.TARGET_SERVER_TYPE, targetServerType);
      setUnlessWritten(properties, PGProperty.HOST_RECHECK_SECONDS, "1");
    }
    // Each statement stands by itself: the next one may reach another session behind a pooler.
    // What repeats is planned once inside of our functions.
    setUnlessWritten(properties, PGProperty.PREPARE_THRESHOLD, "0");
    return properties;
  }

  private void setUnlessWritten(Properties properties, PGProperty property, String value) {
    if (!has(property)) {
      property.set(properties, value);
    }
  }
}
