package org.sealpost.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.storage.Storage;
import org.sealpost.storage.inboxes.InboxPage;
import org.sealpost.storage.inboxes.Placed;
import org.sealpost.storage.inboxes.Position;
import org.sealpost.storage.inboxes.QueuedEnvelope;

/// Two nodes append to one inbox: what the contracts, whose calls alternate, do not bring about.
@Timeout(60)
class TwoNodesTest {
  private final TestDatabase database = TestDatabase.create();
  private volatile Runnable beforeCommit = () -> {};

  /// The one that appended last does not touch the inbox's row: only the lock keeps the other from
  /// committing a later position first.
  @Test
  void aPositionIsNotShownBeforeTheOnesBelowIt() throws Exception {
    try (Storage first = PostgresStorage.open(database.config(), Optional.of(this::pause));
        Storage second = PostgresStorage.open(database.config());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Sample sample = Sample.create(first);
      List<EnvelopeId> sent = List.of(Sample.id(), Sample.id(), Sample.id());
      sample.append(first, sent.getFirst());

      CountDownLatch reached = new CountDownLatch(1);
      CountDownLatch released = new CountDownLatch(1);
      beforeCommit =
          () -> {
            reached.countDown();
            await(released);
          };
      Future<Placed> held = threads.submit(() -> sample.append(first, sent.get(1)));
      await(reached);
      beforeCommit = () -> {};
      Future<Placed> other = threads.submit(() -> sample.append(second, sent.get(2)));
      overtakes(other);
      InboxPage between = read(sample, second, Position.START);
      released.countDown();
      held.get();
      other.get();

      List<EnvelopeId> shown = new ArrayList<>(ids(between));
      shown.addAll(ids(read(sample, second, between.envelopes().getLast().position())));
      assertThat(shown).containsExactlyInAnyOrderElementsOf(sent);
    }
  }

  private void pause() {
    beforeCommit.run();
  }

  /// Gives it time to, if nothing keeps it.
  private static void overtakes(Future<?> call) throws Exception {
    try {
      Object _ = call.get(300, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      // it waits, as it should
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static InboxPage read(Sample sample, Storage storage, Position after) {
    return storage.inboxes().read(sample.inbox(), after, 100, 1 << 20);
  }

  private static List<EnvelopeId> ids(InboxPage page) {
    return page.envelopes().stream().map(QueuedEnvelope::id).toList();
  }

  /// Another node's append in between: what this one remembers is no longer the last.
  @Test
  void whereAnotherNodeAppendedThePositionBeforeIsNotKnown() {
    try (Storage first = PostgresStorage.open(database.config());
        Storage second = PostgresStorage.open(database.config())) {
      Sample sample = Sample.create(first);
      Placed own = sample.append(first, Sample.id());
      assertThat(sample.append(first, Sample.id()).before()).contains(own.position());
      sample.append(second, Sample.id());
      assertThat(sample.append(first, Sample.id()).before()).isEmpty();
      assertThat(sample.append(first, Sample.id()).before()).isPresent();
    }
  }
}
