package org.sealpost.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.storage.Storage;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.inboxes.Placed;
import org.sealpost.testing.postgres.PostgresServer;

/// A primary and its standby, two servers: what was confirmed is on both, whatever becomes of the
/// primary.
@Timeout(240)
class StandbyTest {
  private static final int BEFORE = 300;
  private static final int AFTER = 300;

  @TempDir private Path folder;
  private PostgresServer primary;
  private PostgresServer standby;
  private TestDatabase database;

  @BeforeEach
  void start() {
    primary = PostgresServer.create(folder.resolve("primary"));
    primary.start(Map.of());
    database = TestDatabase.create(primary);
    standby = primary.standby("second", folder.resolve("second"));
    standby.start(Map.of());
  }

  @AfterEach
  void stop() {
    standby.kill();
    primary.kill();
  }

  private void synchronous() {
    primary.execute(
        "alter system set synchronous_standby_names = 'second'", "select pg_reload_conf()");
    await("select sync_state from pg_stat_replication", "sync");
  }

  private void await(String question, String answer) {
    while (!database.ask(question).contains(answer)) {
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
  }

  /// Both, in whatever order: the driver finds the one that is the primary.
  private PostgresConfig config(Duration timeout) {
    String both =
        "jdbc:postgresql://127.0.0.1:%d,127.0.0.1:%d/%s"
            .formatted(standby.port(), primary.port(), database.name());
    return database.config(both).withTuning(TestDatabase.tuning(6, 64, timeout));
  }

  @Test
  void whetherAStandbyConfirmsIsShown() {
    assertThat(shown()).isEqualTo("none confirms");
    synchronous();
    assertThat(shown()).isEqualTo("confirms each commit");
    database.execute("alter database " + database.name() + " set synchronous_commit = local");
    assertThat(shown()).isEqualTo("named, and synchronous_commit=local does not wait for it");
    database.execute("alter database " + database.name() + " reset synchronous_commit");
    standby.kill();
    await("select count(*) from pg_stat_replication", "0");
    assertThat(shown()).isEqualTo("confirms each commit, and is away: commits wait");
  }

  private String shown() {
    try (Storage storage = PostgresStorage.open(config(Duration.ofSeconds(10)))) {
      return String.valueOf(storage.settings().get("standby"));
    }
  }

  /// The primary dies under load; its standby takes over; the same open store goes on.
  @Test
  void nothingThatWasAcceptedIsLostWithThePrimary() throws Exception {
    synchronous();
    try (Storage storage = PostgresStorage.open(config(Duration.ofSeconds(5)));
        Traffic traffic = Traffic.start(storage, 4)) {
      traffic.awaitAccepted(BEFORE);
      int before = traffic.refused();
      primary.kill();
      traffic.awaitRefused(before);
      standby.promote();
      traffic.awaitAccepted(traffic.accepted() + AFTER);
      traffic.stop();

      assertThat(traffic.broken()).isEmpty();
      System.out.println("figure: primary killed under load: " + traffic.figures());
    }
  }

  /// PostgreSQL commits when the wait for the standby is cancelled, and only warns of it.
  @Test
  void whatTheStandbyDidNotConfirmIsNotAccepted() {
    synchronous();
    try (Storage storage = PostgresStorage.open(config(Duration.ofSeconds(1)))) {
      Sample sample = Sample.create(storage);
      sample.append(storage, Sample.id());
      standby.kill();
      EnvelopeId unconfirmed = Sample.id();
      assertThatThrownBy(() -> sample.append(storage, unconfirmed))
          .isInstanceOf(StorageUnavailable.class);
      assertThatThrownBy(() -> Sample.create(storage)).isInstanceOf(StorageUnavailable.class);

      standby.start(Map.of());
      await("select sync_state from pg_stat_replication", "sync");
      assertThat(sample.append(storage, unconfirmed).repeat()).isTrue();
    }
  }

  /// What an asynchronous standby had not got is lost. What comes afterwards is not: no reader that
  /// saw the lost may pass over it.
  @Test
  void positionsGoOnBehindAllThatThePrimaryHadShown() {
    try (Storage storage = PostgresStorage.open(config(Duration.ofSeconds(5)))) {
      Sample sample = Sample.create(storage);
      await("select (replay_lsn = pg_current_wal_lsn())::text from pg_stat_replication", "true");
      standby.kill();
      Placed last = sample.append(storage, Sample.id());
      for (int i = 0; i < 200; i++) {
        last = sample.append(storage, Sample.id());
      }
      primary.kill();
      standby.start(Map.of());
      standby.promote();

      EnvelopeId next = Sample.id();
      Placed placed = Traffic.appendUntilAccepted(sample, storage, next);
      assertThat(placed.position()).isGreaterThan(last.position());
      assertThat(storage.inboxes().read(sample.inbox(), last.position(), 10, 1_000).envelopes())
          .extracting(envelope -> envelope.id())
          .isEqualTo(List.of(next));
    }
  }
}
