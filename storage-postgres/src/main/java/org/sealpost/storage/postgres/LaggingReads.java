package org.sealpost.storage.postgres;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.sealpost.storage.StorageUnavailable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads that may be a little behind: asked of the replica, where there is one, to spare the
/// primary. Nothing that decides authentication, devices, keys or inboxes comes this way. While the
/// replica does not answer the primary does. Safe for any thread.
final class LaggingReads implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LaggingReads.class);

  /// A question to a replica that is away costs a wait.
  private static final Duration REST = Duration.ofSeconds(30);

  private static final int CONNECTIONS = 2;

  private final Database primary;
  private final Optional<Database> replica;
  private final AtomicLong askAt = new AtomicLong(System.nanoTime());

  private LaggingReads(Database primary, Optional<Database> replica) {
    this.primary = primary;
    this.replica = replica;
  }

  /// @throws org.sealpost.storage.StorageRefused when the replica's URL must not be used; that it
  ///   is away is no reason
  static LaggingReads of(PostgresConfig config, Database primary) {
    PostgresConfig.Tuning tuning = config.tuning();
    PostgresConfig patient =
        config.withTuning(
            new PostgresConfig.Tuning(
                CONNECTIONS,
                tuning.queuedCalls(),
                Duration.ofSeconds(1),
                tuning.callTimeout(),
                tuning.commits()));
    return new LaggingReads(
        primary,
        config
            .access()
            .replicaUrl()
            .map(url -> Database.ofReplica(ServerAddress.of(url, config.allowUnsafe()), patient)));
  }

  boolean mayLag() {
    return replica.isPresent();
  }

  <T> T read(Database.Work<T> work) {
    if (replica.isEmpty() || System.nanoTime() - askAt.get() < 0) {
      return primary.read(work);
    }
    try {
      return replica.get().read(work);
    } catch (StorageUnavailable e) {
      log.warn("the replica is not asked for {} s: {}", REST.toSeconds(), e.getMessage());
      askAt.set(System.nanoTime() + REST.toNanos());
      return primary.read(work);
    }
  }

  @Override
  public void close() {
    replica.ifPresent(Database::close);
  }
}
