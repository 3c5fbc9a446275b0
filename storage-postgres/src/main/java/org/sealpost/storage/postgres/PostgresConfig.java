package org.sealpost.storage.postgres;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.storage.groupcommit.Limits;
import org.sealpost.storage.inboxes.InboxLimits;

/// How to open a PostgreSQL store. Start from [#at].
///
/// @param url `jdbc:postgresql://host:port/database`, of the server or of a pooler in front of it;
///   off loopback with `sslmode=verify-full`
/// @param migrationUrl the server itself, for migrations, where `url` is a pooler's
/// @param password in UTF-8; none where the server asks for none
/// @param allowUnsafe `storage.unsafe`: opens although settings break promise 1, or the connection
///   is not protected
/// @param poolSize connections for calls; batches have one more of their own
/// @param queuedCalls calls that may wait for one of them; beyond it they fail with `StorageBusy`
/// @param connectTimeout how long a call waits for a connection
/// @param callTimeout how long the database may take for one call
/// @param commits bounds of the queue in front of the batches and of one batch
/// @param clock decides what has expired
public record PostgresConfig(
    String url,
    Optional<String> migrationUrl,
    String user,
    Optional<SecretBytes> password,
    boolean allowUnsafe,
    int poolSize,
    int queuedCalls,
    Duration connectTimeout,
    Duration callTimeout,
    Limits commits,
    InboxLimits inboxLimits,
    Clock clock) {

  public PostgresConfig {
    if (poolSize < 1 || queuedCalls < 1) {
      throw new IllegalArgumentException("a store needs a connection and a place in its queue");
    }
    if (connectTimeout.toSeconds() < 1 || callTimeout.toSeconds() < 1) {
      throw new IllegalArgumentException("a timeout is a second at least");
    }
  }

  /// What a server runs with. Eight connections: two cores are busy with fewer.
  public static PostgresConfig at(String url, String user) {
    return new PostgresConfig(
        url,
        Optional.empty(),
        user,
        Optional.empty(),
        false,
        8,
        1_024,
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Limits.DEFAULT,
        InboxLimits.DEFAULT,
        Clock.systemUTC());
  }

  public PostgresConfig withMigrationUrl(Optional<String> value) {
    return new PostgresConfig(
        url,
        value,
        user,
        password,
        allowUnsafe,
        poolSize,
        queuedCalls,
        connectTimeout,
        callTimeout,
        commits,
        inboxLimits,
        clock);
  }

  public PostgresConfig withPassword(Optional<SecretBytes> value) {
    return new PostgresConfig(
        url,
        migrationUrl,
        user,
        value,
        allowUnsafe,
        poolSize,
        queuedCalls,
        connectTimeout,
        callTimeout,
        commits,
        inboxLimits,
        clock);
  }

  public PostgresConfig withAllowUnsafe(boolean value) {
    return new PostgresConfig(
        url,
        migrationUrl,
        user,
        password,
        value,
        poolSize,
        queuedCalls,
        connectTimeout,
        callTimeout,
        commits,
        inboxLimits,
        clock);
  }

  public PostgresConfig withPool(int connections, int queued) {
    return new PostgresConfig(
        url,
        migrationUrl,
        user,
        password,
        allowUnsafe,
        connections,
        queued,
        connectTimeout,
        callTimeout,
        commits,
        inboxLimits,
        clock);
  }

  public PostgresConfig withTimeouts(Duration connect, Duration call) {
    return new PostgresConfig(
        url,
        migrationUrl,
        user,
        password,
        allowUnsafe,
        poolSize,
        queuedCalls,
        connect,
        call,
        commits,
        inboxLimits,
        clock);
  }

  public PostgresConfig withCommits(Limits value) {
    return new PostgresConfig(
        url,
        migrationUrl,
        user,
        password,
        allowUnsafe,
        poolSize,
        queuedCalls,
        connectTimeout,
        callTimeout,
        value,
        inboxLimits,
        clock);
  }

  public PostgresConfig withInboxLimits(InboxLimits value) {
    return new PostgresConfig(
        url,
        migrationUrl,
        user,
        password,
        allowUnsafe,
        poolSize,
        queuedCalls,
        connectTimeout,
        callTimeout,
        commits,
        value,
        clock);
  }

  public PostgresConfig withClock(Clock value) {
    return new PostgresConfig(
        url,
        migrationUrl,
        user,
        password,
        allowUnsafe,
        poolSize,
        queuedCalls,
        connectTimeout,
        callTimeout,
        commits,
        inboxLimits,
        value);
  }
}
