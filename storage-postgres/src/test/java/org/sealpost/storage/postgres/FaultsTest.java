package org.sealpost.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.Storage;
import org.sealpost.storage.StorageBusy;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.inboxes.Placed;
import org.sealpost.storage.registration.SessionRecord;
import org.sealpost.testing.postgres.PostgresServer;

/// A database that is killed, blocked or busy: what callers are told, and that the store goes on.
@Timeout(120)
class FaultsTest {
  private static PostgresConfig hasty(TestDatabase database) {
    return database.config().withTuning(TestDatabase.tuning(6, 64, Duration.ofSeconds(1)));
  }

  /// Killed at once, and started again: what was accepted is there, and the same store goes on.
  @Test
  void aKilledDatabaseLosesNothingThatWasAccepted(@TempDir Path folder) {
    try (PostgresServer server = PostgresServer.create(folder.resolve("data"))) {
      server.start(Map.of());
      TestDatabase database = TestDatabase.create(server);
      try (Storage storage = PostgresStorage.open(hasty(database))) {
        Sample sample = Sample.create(storage);
        List<EnvelopeId> accepted = new ArrayList<>();
        for (int round = 0; round < 2; round++) {
          for (int i = 0; i < 30; i++) {
            EnvelopeId id = Sample.id();
            sample.append(storage, id);
            accepted.add(id);
          }
          server.kill();
          assertThatThrownBy(() -> sample.append(storage, Sample.id()))
              .isInstanceOf(StorageUnavailable.class);
          assertThatThrownBy(() -> sample.queued(storage)).isInstanceOf(StorageUnavailable.class);
          server.start(Map.of());
          accepted.add(appendWhenItIsBack(sample, storage));
          assertThat(sample.queued(storage)).containsExactlyElementsOf(accepted);
        }
      }
    }
  }

  private static EnvelopeId appendWhenItIsBack(Sample sample, Storage storage) {
    EnvelopeId id = Sample.id();
    while (catchThrowable(() -> sample.append(storage, id)) != null) {
      Thread.onSpinWait();
    }
    return id;
  }

  @Test
  void aBlockedCallEndsAndTheNextOneWorks() throws Exception {
    TestDatabase database = TestDatabase.create();
    try (Storage storage = PostgresStorage.open(hasty(database))) {
      Sample sample = Sample.create(storage);
      try (Connection other = database.connect();
          Statement statement = other.createStatement()) {
        other.setAutoCommit(false);
        statement.execute("lock table sealpost.account in access exclusive mode");
        assertThatThrownBy(() -> storage.accounts().find(sample.account()))
            .isInstanceOf(StorageUnavailable.class);
        other.rollback();
      }
      assertThat(storage.accounts().find(sample.account())).isPresent();
    }
  }

  /// A batch that timed out may still be committed behind the next one: the node takes back what it
  /// knows, or a stream would skip that envelope.
  @Test
  void afterABatchOfUnknownOutcomeThePositionBeforeIsNotKnown() throws Exception {
    TestDatabase database = TestDatabase.create();
    try (Storage storage = PostgresStorage.open(hasty(database))) {
      Sample sample = Sample.create(storage);
      Placed first = sample.append(storage, Sample.id());
      assertThat(sample.append(storage, Sample.id()).before()).contains(first.position());
      String writer = writer(database);
      try (Connection other = database.connect();
          Statement statement = other.createStatement()) {
        other.setAutoCommit(false);
        statement.execute(
            "select pg_advisory_xact_lock(2, uuid_hash('" + sample.inbox().uuid() + "'))");
        assertThatThrownBy(() -> sample.append(storage, Sample.id()))
            .isInstanceOf(StorageUnavailable.class);
        other.rollback();
      }
      assertThat(sample.append(storage, Sample.id()).before()).isEmpty();
      assertThat(writer(database)).isNotEqualTo(writer);
    }
  }

  private static String writer(TestDatabase database) {
    return database.ask("select writer from sealpost.inbox").getFirst();
  }

  @Test
  void whoComesWhenTheQueueIsFullIsToldAtOnce() throws Exception {
    TestDatabase database = TestDatabase.create();
    PostgresConfig config =
        database.config().withTuning(TestDatabase.tuning(1, 1, Duration.ofSeconds(10)));
    try (Storage storage = PostgresStorage.open(config);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Connection other = database.connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("lock table sealpost.account in access exclusive mode");
      Aci nobody = new Aci(UUID.randomUUID());
      ExecutorCompletionService<Boolean> calls = new ExecutorCompletionService<>(threads);
      for (int i = 0; i < 3; i++) {
        var _ = calls.submit(() -> storage.accounts().find(nobody).isEmpty());
      }
      assertThatThrownBy(calls.take()::get)
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(StorageBusy.class);
      other.rollback();
      assertThat(calls.take().get()).isTrue();
      assertThat(calls.take().get()).isTrue();
    }
  }

  /// One that comes back at once must not pass those that wait, or they wait until they are
  /// refused.
  @Test
  void whoWaitsForAConnectionIsNotOvertaken() throws Exception {
    TestDatabase test = TestDatabase.create();
    PostgresConfig config =
        test.config().withTuning(TestDatabase.tuning(1, 10, Duration.ofSeconds(10)));
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    List<String> expected = new ArrayList<>();
    try (Database database =
        Database.open(ServerAddress.of(test.url(), false), config, Optional.empty())) {
      for (int round = 0; round < 50; round++) {
        Thread waiting =
            Thread.ofPlatform().unstarted(() -> database.read(_ -> order.add("waiting")));
        boolean _ =
            database.read(_ -> {
              waiting.start();
              while (waiting.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
              }
              return order.add("first");
            });
        boolean _ = database.read(_ -> order.add("again"));
        waiting.join();
        expected.addAll(List.of("first", "waiting", "again"));
      }
    }
    assertThat(order).isEqualTo(expected);
  }

  @Test
  void anErrorSaysNothingOfTheRow() {
    TestDatabase database = TestDatabase.create();
    try (Storage storage = PostgresStorage.open(database.config())) {
      Instant now = Instant.parse("2026-11-23T09:00:00Z");
      byte[] hash = new byte[32];
      hash[0] = (byte) 0xca;
      hash[1] = (byte) 0xfe;
      SessionRecord session =
          new SessionRecord(
              Bytes.wrap(hash), Bytes.wrap(hash), now, now.plusSeconds(60), 1, Bytes.wrap(hash));
      storage.registrations().openSession(session, 10, 10, now);
      Throwable failure =
          catchThrowable(() -> storage.registrations().openSession(session, 10, 10, now));
      assertThat(failure).isInstanceOf(StorageUnavailable.class).hasMessageContaining("23505");
      StringWriter text = new StringWriter();
      failure.printStackTrace(new PrintWriter(text));
      assertThat(text.toString()).contains("duplicate key").doesNotContainIgnoringCase("cafe");
    }
  }

  @Test
  void countsAreFoldedIntoTheTotals() {
    TestDatabase database = TestDatabase.create();
    try (Storage storage = PostgresStorage.open(database.config())) {
      Sample sample = Sample.create(storage);
      for (int i = 0; i < 3; i++) {
        sample.append(storage, Sample.id());
      }
      assertThat(database.ask("select count(*) from sealpost.counted")).containsExactly("3");
      storage.inboxes().sweepExpired(10);
      assertThat(database.ask("select count(*) from sealpost.counted")).containsExactly("0");
      assertThat(storage.inboxes().totals().accepted()).isEqualTo(3);
    }
  }
}
