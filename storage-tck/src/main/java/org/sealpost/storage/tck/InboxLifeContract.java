package org.sealpost.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.storage.inboxes.Claim;
import org.sealpost.storage.inboxes.Epoch;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.InboxPage;
import org.sealpost.storage.inboxes.Position;
import org.sealpost.storage.inboxes.PurgeProgress;

/// Acknowledging, claiming, abandoning, purging.
public interface InboxLifeContract extends StoreContract {
  @Test
  default void anAcknowledgementRemovesExactlyThese() {
    SampleAccount account = SampleAccount.create(store(), 2);
    List<EnvelopeId> ids = Samples.ids(5);
    account.storeAll(0, ids);
    account.storeAll(1, ids);
    assertThat(account.acknowledge(0, ids.get(3), ids.get(1))).isEqualTo(2);
    assertThat(account.queued(0)).containsExactly(ids.get(0), ids.get(2), ids.get(4));
    assertThat(account.queued(1)).isEqualTo(ids);
  }

  @Test
  default void unknownIdsArePassedOver() {
    SampleAccount account = SampleAccount.create(store(), 1);
    EnvelopeId id = Samples.id();
    account.stored(account.entry(0, id));
    assertThat(account.acknowledge(0, Samples.id(), id, Samples.id())).isEqualTo(1);
    assertThat(account.acknowledge(0, id)).isZero();
    assertThat(account.acknowledge(0, List.of())).isZero();
    assertThat(storage().inboxes().acknowledge(Samples.inbox(), List.of(id))).isZero();
  }

  @Test
  default void concurrentAcknowledgementsCountEachEnvelopeOnce() {
    SampleAccount account = SampleAccount.create(store(), 1);
    List<EnvelopeId> ids = Samples.ids(10);
    account.storeAll(0, ids);
    List<Integer> removed = Together.run(4, _ -> account.acknowledge(0, ids));
    assertThat(removed.stream().mapToInt(Integer::intValue).sum()).isEqualTo(10);
    assertThat(storage().inboxes().totals().acknowledged()).isEqualTo(10);
  }

  @Test
  default void aClaimRaisesTheEpochAndReadsShowIt() {
    SampleAccount account = SampleAccount.create(store(), 2);
    assertThat(account.read(0, Position.START).epoch()).isEqualTo(new Epoch(0));
    Epoch first = storage().inboxes().claim(account.inbox(0)).epoch();
    Epoch second = storage().inboxes().claim(account.inbox(0)).epoch();
    assertThat(first.isAfter(new Epoch(0))).isTrue();
    assertThat(second.isAfter(first)).isTrue();
    assertThat(account.read(0, Position.START).epoch()).isEqualTo(second);
    assertThat(account.read(1, Position.START).epoch()).isEqualTo(new Epoch(0));
  }

  @Test
  default void concurrentClaimsAllDiffer() {
    SampleAccount account = SampleAccount.create(store(), 1);
    List<Epoch> epochs = Together.run(8, _ -> storage().inboxes().claim(account.inbox(0)).epoch());
    assertThat(epochs).doesNotHaveDuplicates();
    Epoch highest =
        epochs.stream().reduce(new Epoch(0), (one, other) -> one.isAfter(other) ? one : other);
    assertThat(account.read(0, Position.START).epoch()).isEqualTo(highest);
  }

  @Test
  default void anEpochOutlivesReopening() {
    SampleAccount account = SampleAccount.create(store(), 1);
    Epoch before = storage().inboxes().claim(account.inbox(0)).epoch();
    store().reopen();
    assertThat(account.read(0, Position.START).epoch()).isEqualTo(before);
    assertThat(storage().inboxes().claim(account.inbox(0)).epoch().isAfter(before)).isTrue();
  }

  @Test
  default void anInboxThatIsNotThereIsEmptyAtEpochZero() {
    InboxId nowhere = Samples.inbox();
    assertThat(storage().inboxes().claim(nowhere)).isEqualTo(new Claim(new Epoch(0), 0));
    assertThat(storage().inboxes().read(nowhere, Position.START, 10, 10))
        .isEqualTo(new InboxPage(new Epoch(0), List.of(), false));
  }

  /// A device that was unlinked reads nothing, acknowledges nothing, claims nothing.
  @Test
  default void anAbandonedInboxIsAsIfNotThere() {
    SampleAccount account = SampleAccount.create(store(), 2);
    EnvelopeId id = Samples.id();
    account.stored(account.entry(1, id));
    storage().inboxes().claim(account.inbox(1));
    account.retire(1);
    assertThat(account.read(1, Position.START))
        .isEqualTo(new InboxPage(new Epoch(0), List.of(), false));
    assertThat(account.acknowledge(1, id)).isZero();
    assertThat(storage().inboxes().claim(account.inbox(1)).epoch()).isEqualTo(new Epoch(0));
  }

  @Test
  default void abandonedInboxesAreListedUntilTheyAreEmptied() {
    SampleAccount account = SampleAccount.create(store(), 4);
    assertThat(storage().inboxes().abandoned(10)).isEmpty();
    for (int device = 1; device < 4; device++) {
      account.retire(device);
    }
    assertThat(storage().inboxes().abandoned(2)).hasSize(2);
    store().reopen();
    assertThat(storage().inboxes().abandoned(10))
        .containsExactlyInAnyOrder(account.inbox(1), account.inbox(2), account.inbox(3));
    storage().inboxes().purge(account.inbox(2), 10);
    assertThat(storage().inboxes().abandoned(10))
        .containsExactlyInAnyOrder(account.inbox(1), account.inbox(3));
  }

  @Test
  default void aPurgeEmptiesAnAbandonedInboxInBoundedPieces() {
    SampleAccount account = SampleAccount.create(store(), 2);
    account.storeAll(1, Samples.ids(5));
    account.retire(1);
    List<PurgeProgress> progress = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      progress.add(storage().inboxes().purge(account.inbox(1), 2));
    }
    assertThat(progress)
        .containsExactly(
            new PurgeProgress(2, false),
            new PurgeProgress(2, false),
            new PurgeProgress(1, true),
            new PurgeProgress(0, true));
    assertThat(storage().inboxes().totals().purged()).isEqualTo(5);
  }

  @Test
  default void aPurgePassesOverALivingInbox() {
    SampleAccount account = SampleAccount.create(store(), 1);
    account.stored(account.entry(0, Samples.id()));
    assertThat(storage().inboxes().purge(account.inbox(0), 10))
        .isEqualTo(new PurgeProgress(0, false));
    assertThat(account.queued(0)).hasSize(1);
  }
}
