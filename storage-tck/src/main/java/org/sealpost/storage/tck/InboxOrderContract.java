package org.sealpost.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.storage.inboxes.InboxPage;
import org.sealpost.storage.inboxes.Placed;
import org.sealpost.storage.inboxes.Position;
import org.sealpost.storage.inboxes.QueuedEnvelope;

/// Promise 2: an inbox is one ordered log, positions only grow, nothing lands at or before a
/// position that a reader could have seen.
public interface InboxOrderContract extends StoreContract {
  @Test
  default void aReadShowsWhatWasStoredInOrder() {
    SampleAccount account = SampleAccount.create(store(), 2);
    List<EnvelopeId> ids = Samples.ids(5);
    account.storeAll(0, ids);
    account.stored(account.entry(1, Samples.id()));
    assertThat(account.queued(0)).isEqualTo(ids);
  }

  @Test
  default void aReadShowsTheVeryBytes() {
    SampleAccount account = SampleAccount.create(store(), 1);
    var entry = account.entry(0, Samples.id());
    Placed placed = account.stored(entry).getFirst();
    assertThat(account.read(0, Position.START).envelopes())
        .containsExactly(new QueuedEnvelope(placed.position(), entry.id(), entry.sealed()));
  }

  @Test
  default void aReadBeginsBehindItsCursor() {
    SampleAccount account = SampleAccount.create(store(), 1);
    List<EnvelopeId> ids = Samples.ids(4);
    List<Placed> placed = account.storeAll(0, ids);
    assertThat(SampleAccount.ids(account.read(0, placed.get(1).position())))
        .isEqualTo(ids.subList(2, 4));
  }

  @Test
  default void aPageHasAtMostSoManyEnvelopes() {
    SampleAccount account = SampleAccount.create(store(), 1);
    List<EnvelopeId> ids = Samples.ids(4);
    account.storeAll(0, ids);
    InboxPage three = storage().inboxes().read(account.inbox(0), Position.START, 3, Long.MAX_VALUE);
    assertThat(SampleAccount.ids(three)).isEqualTo(ids.subList(0, 3));
    assertThat(three.more()).isTrue();
    InboxPage four = storage().inboxes().read(account.inbox(0), Position.START, 4, Long.MAX_VALUE);
    assertThat(SampleAccount.ids(four)).isEqualTo(ids);
    assertThat(four.more()).isFalse();
  }

  @Test
  default void aPageHasAtMostSoManyBytesButForTheFirst() {
    SampleAccount account = SampleAccount.create(store(), 1);
    List<EnvelopeId> ids = Samples.ids(3);
    account.storeAll(0, ids);
    InboxPage two =
        storage()
            .inboxes()
            .read(account.inbox(0), Position.START, 10, 3L * SampleAccount.BODY_BYTES - 1);
    assertThat(SampleAccount.ids(two)).isEqualTo(ids.subList(0, 2));
    assertThat(two.more()).isTrue();
    InboxPage first = storage().inboxes().read(account.inbox(0), Position.START, 10, 1);
    assertThat(SampleAccount.ids(first)).isEqualTo(ids.subList(0, 1));
  }

  @Test
  default void positionsGrowInTheOrderOfTheRequest() {
    SampleAccount account = SampleAccount.create(store(), 1);
    List<Placed> placed =
        account.stored(
            account.entry(0, Samples.id()),
            account.entry(0, Samples.id()),
            account.entry(0, Samples.id()));
    assertThat(placed.stream().map(Placed::position)).isSorted().doesNotHaveDuplicates();
    assertThat(account.queued(0)).isEqualTo(placed.stream().map(Placed::id).toList());
  }

  @Test
  default void positionsGrowAfterTheInboxWasEmptied() {
    SampleAccount account = SampleAccount.create(store(), 1);
    Position cursor = Position.START;
    for (int round = 0; round < 3; round++) {
      EnvelopeId id = Samples.id();
      account.stored(account.entry(0, id));
      InboxPage page = account.read(0, cursor);
      assertThat(SampleAccount.ids(page)).containsExactly(id);
      cursor = page.envelopes().getLast().position();
      assertThat(account.acknowledge(0, id)).isEqualTo(1);
    }
  }

  @Test
  default void positionsGrowAfterReopeningAnEmptyInbox() {
    SampleAccount account = SampleAccount.create(store(), 1);
    EnvelopeId before = Samples.id();
    Position cursor = account.stored(account.entry(0, before)).getFirst().position();
    account.acknowledge(0, before);
    store().reopen();
    EnvelopeId after = Samples.id();
    account.stored(account.entry(0, after));
    assertThat(SampleAccount.ids(account.read(0, cursor))).containsExactly(after);
  }

  /// A live stream whose cursor is not below `before` takes the envelope from memory: where it is
  /// too low, the stream skips what is between.
  @Test
  default void noQueuedEnvelopeIsBetweenThePositionBeforeAndItsOwn() {
    SampleAccount account = SampleAccount.create(store(), 1);
    account.stored(account.entry(0, Samples.id()));
    EnvelopeId acknowledged = Samples.id();
    for (EnvelopeId id : List.of(acknowledged, Samples.id(), Samples.id())) {
      Position newest = account.read(0, Position.START).envelopes().getLast().position();
      Placed placed = account.stored(account.entry(0, id)).getFirst();
      assertThat(placed.before().orElse(newest)).isBetween(newest, placed.position());
      account.acknowledge(0, acknowledged);
      store().reopen();
    }
  }

  @Test
  default void whatWasStoredOutlivesReopening() {
    SampleAccount account = SampleAccount.create(store(), 1);
    List<EnvelopeId> ids = Samples.ids(5);
    account.storeAll(0, ids);
    store().reopen();
    assertThat(account.queued(0)).isEqualTo(ids);
  }

  @Test
  default void anAcknowledgementOutlivesReopening() {
    SampleAccount account = SampleAccount.create(store(), 1);
    List<EnvelopeId> ids = Samples.ids(3);
    account.storeAll(0, ids);
    account.acknowledge(0, ids.subList(0, 2));
    store().reopen();
    assertThat(account.queued(0)).isEqualTo(ids.subList(2, 3));
  }

  /// Several senders, and one reader that follows its cursor and acknowledges at once, so that the
  /// inbox is empty again and again: all are seen, each once and in the order of their positions.
  @Test
  default void aTailingReaderSkipsNothing() {
    SampleAccount account = SampleAccount.create(store(), 1);
    int senders = 4;
    int each = (int) StoreUnderTest.LIMITS.inboxEntries() / senders; // also when the reader lags
    Set<EnvelopeId> sent = new HashSet<>();
    List<Callable<List<QueuedEnvelope>>> calls = new ArrayList<>();
    AtomicInteger sending = new AtomicInteger(senders);
    for (int i = 0; i < senders; i++) {
      List<EnvelopeId> ids = Samples.ids(each);
      sent.addAll(ids);
      calls.add(() -> {
        try {
          account.storeAll(0, ids);
        } finally {
          sending.decrementAndGet();
        }
        return List.of();
      });
    }
    calls.add(() -> follow(account, sending));
    List<QueuedEnvelope> seen = Together.run(calls).getLast();
    assertThat(seen).extracting(QueuedEnvelope::id).containsExactlyInAnyOrderElementsOf(sent);
    assertThat(seen).extracting(QueuedEnvelope::position).isSorted().doesNotHaveDuplicates();
  }

  private static List<QueuedEnvelope> follow(SampleAccount account, AtomicInteger sending) {
    List<QueuedEnvelope> seen = new ArrayList<>();
    Position cursor = Position.START;
    boolean last;
    do {
      last = sending.get() == 0; // before the read: it sees what returned before
      InboxPage page = account.read(0, cursor);
      if (!page.envelopes().isEmpty()) {
        seen.addAll(page.envelopes());
        cursor = page.envelopes().getLast().position();
        account.acknowledge(0, SampleAccount.ids(page));
      }
    } while (!last);
    return seen;
  }

  /// What one sender sends one after the other keeps its order, whatever others do.
  @Test
  default void eachSendersOrderIsKept() {
    SampleAccount account = SampleAccount.create(store(), 1);
    List<List<EnvelopeId>> sent =
        Together.run(
            3,
            _ -> {
              List<EnvelopeId> ids = Samples.ids(10);
              account.storeAll(0, ids);
              return ids;
            });
    List<EnvelopeId> queued = account.queued(0);
    for (List<EnvelopeId> ids : sent) {
      assertThat(queued.stream().filter(ids::contains)).containsExactlyElementsOf(ids);
    }
  }

  /// A page's position is what the append had said.
  @Test
  default void anAppendTellsWhereItsEnvelopesStand() {
    SampleAccount account = SampleAccount.create(store(), 2);
    account.stored(account.entry(1, Samples.id()));
    List<Placed> placed =
        account.stored(account.entry(0, Samples.id()), account.entry(1, Samples.id()));
    for (int device = 0; device < 2; device++) {
      QueuedEnvelope newest = account.read(device, Position.START).envelopes().getLast();
      Placed told = placed.get(device);
      assertThat(told)
          .isEqualTo(
              new Placed(
                  account.inbox(device), newest.id(), newest.position(), told.before(), false));
    }
    assertThat(placed.getFirst().before()).isIn(Optional.empty(), Optional.of(Position.START));
  }
}
