package org.sealpost.storage.postgres;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.storage.groupcommit.Limits;
import org.sealpost.storage.inboxes.InboxLimits;

/// How to open a PostgreSQL store. Start from [#at].
///
/// @param allowUnsafe `storage.unsafe`: opens although settings break promise 1, or the connection
///   is not protected
/// @param clock decides what has expired
public record PostgresConfig(
    Access access, boolean allowUnsafe, InboxLimits inboxLimits, Clock clock, Tuning tuning) {

  /// Where the database is, and who comes.
  ///
  /// @param url `jdbc:postgresql://host:port/database`, of the server or of a pooler in front of
  ///   it; off loopback with `sslmode=verify-full`
  /// @param migrationUrl the server itself, for migrations, where `url` is a pooler's
  /// @param replicaUrl a standby, for reads that may be a little behind
  /// @param password in UTF-8; none where the server asks for none
  public record Access(
      String url,
      Optional<String> migrationUrl,
      Optional<String> replicaUrl,
      String user,
      Optional<SecretBytes> password) {}

  /// Bounds.
  ///
  /// @param poolSize connections for calls; batches have one more of their own
  /// @param queuedCalls calls that may wait for one of them; beyond it they fail with `StorageBusy`
  /// @param connectTimeout how long a call waits for a connection, and an open for the first one
  /// @param callTimeout how long the database may take for one call
  /// @param commits of the queue in front of the batches and of one batch
  public record Tuning(
      int poolSize,
      int queuedCalls,
      Duration connectTimeout,
      Duration callTimeout,
      Limits commits) {
    /// Eight connections: two cores are busy with fewer.
    public static final Tuning DEFAULT =
        new Tuning(8, 1_024, Duration.ofSeconds(5), Duration.ofSeconds(10), Limits.DEFAULT);

    public Tuning {
      if (poolSize < 1 || queuedCalls < 1) {
        throw new IllegalArgumentException("a store needs a connection and a place in its queue");
      }
      if (connectTimeout.toSeconds() < 1 || callTimeout.toSeconds() < 1) {
        throw new IllegalArgumentException("a timeout is a second at least");
      }
    }
  }

  /// What a server runs with.
  public static PostgresConfig at(String url, String user) {
    return new PostgresConfig(
        new Access(url, Optional.empty(), Optional.empty(), user, Optional.empty()),
        false,
        InboxLimits.DEFAULT,
        Clock.systemUTC(),
        Tuning.DEFAULT);
  }

  public PostgresConfig withMigrationUrl(Optional<String> value) {
    return withAccess(
        new Access(access.url, value, access.replicaUrl, access.user, access.password));
  }

  public PostgresConfig withReplicaUrl(Optional<String> value) {
    return withAccess(
        new Access(access.url, access.migrationUrl, value, access.user, access.password));
  }

  public PostgresConfig withPassword(Optional<SecretBytes> value) {
    return withAccess(
        new Access(access.url, access.migrationUrl, access.replicaUrl, access.user, value));
  }

  private PostgresConfig withAccess(Access value) {
    return new PostgresConfig(value, allowUnsafe, inboxLimits, clock, tuning);
  }

  public PostgresConfig withAllowUnsafe(boolean value) {
    return new PostgresConfig(access, value, inboxLimits, clock, tuning);
  }

  public PostgresConfig withInboxLimits(InboxLimits value) {
    return new PostgresConfig(access, allowUnsafe, value, clock, tuning);
  }

  public PostgresConfig withClock(Clock value) {
    return new PostgresConfig(access, allowUnsafe, inboxLimits, value, tuning);
  }

  public PostgresConfig withPoolSize(int value) {
    return withTuning(
        new Tuning(
            value, tuning.queuedCalls, tuning.connectTimeout, tuning.callTimeout, tuning.commits));
  }

  public PostgresConfig withConnectTimeout(Duration value) {
    return withTuning(
        new Tuning(tuning.poolSize, tuning.queuedCalls, value, tuning.callTimeout, tuning.commits));
  }

  public PostgresConfig withTuning(Tuning value) {
    return new PostgresConfig(access, allowUnsafe, inboxLimits, clock, value);
  }
}
