package org.sealpost.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.storage.inboxes.InboxEntry;
import org.sealpost.storage.inboxes.InboxTotals;
import org.sealpost.storage.inboxes.Placed;

/// Promise 3: a repeat is stored once while the first is queued. What has expired is neither queued
/// nor a repeat.
public interface InboxRepeatContract extends StoreContract {
  @Test
  default void aRepeatIsStoredOnce() {
    SampleAccount account = SampleAccount.create(store(), 1);
    InboxEntry entry = account.entry(0, Samples.id());
    Placed first = account.stored(entry).getFirst();
    Placed second = account.stored(entry).getFirst();
    assertThat(first.repeat()).isFalse();
    assertThat(second)
        .isEqualTo(new Placed(entry.inbox(), entry.id(), first.position(), second.before(), true));
    assertThat(account.queued(0)).containsExactly(entry.id());
    assertThat(storage().inboxes().totals().accepted()).isEqualTo(1);
  }

  @Test
  default void aRepeatInTheSameRequestIsStoredOnce() {
    SampleAccount account = SampleAccount.create(store(), 1);
    InboxEntry entry = account.entry(0, Samples.id());
    assertThat(account.stored(entry, entry))
        .extracting(Placed::repeat)
        .containsExactly(false, true);
    assertThat(account.queued(0)).containsExactly(entry.id());
  }

  @Test
  default void concurrentRepeatsAreStoredOnce() {
    SampleAccount account = SampleAccount.create(store(), 1);
    for (int round = 0; round < 5; round++) {
      InboxEntry entry = account.entry(0, Samples.id());
      List<Placed> placed = Together.run(6, _ -> account.stored(entry).getFirst());
      assertThat(placed.stream().filter(each -> !each.repeat())).hasSize(1);
      assertThat(placed.stream().map(Placed::position).distinct()).hasSize(1);
      assertThat(account.queued(0)).hasSize(round + 1);
    }
  }

  @Test
  default void aRepeatAfterReopeningIsStoredOnce() {
    SampleAccount account = SampleAccount.create(store(), 1);
    InboxEntry entry = account.entry(0, Samples.id());
    account.stored(entry);
    store().reopen();
    assertThat(account.stored(entry).getFirst().repeat()).isTrue();
    assertThat(account.queued(0)).containsExactly(entry.id());
  }

  /// What a failure cut short is completed by its repeat.
  @Test
  default void aRepeatStoresWhatWasMissing() {
    SampleAccount account = SampleAccount.create(store(), 2);
    InboxEntry there = account.entry(0, Samples.id());
    InboxEntry missing = account.entry(1, Samples.id());
    account.stored(there);
    assertThat(account.stored(there, missing))
        .extracting(Placed::repeat)
        .containsExactly(true, false);
    assertThat(account.queued(1)).containsExactly(missing.id());
  }

  @Test
  default void theSameIdInTwoInboxesIsNoRepeat() {
    SampleAccount account = SampleAccount.create(store(), 2);
    EnvelopeId id = Samples.id();
    assertThat(account.stored(account.entry(0, id), account.entry(1, id)))
        .extracting(Placed::repeat)
        .containsExactly(false, false);
    account.acknowledge(0, id);
    assertThat(account.queued(1)).containsExactly(id);
  }

  @Test
  default void afterItsAcknowledgementItIsStoredAgain() {
    SampleAccount account = SampleAccount.create(store(), 1);
    InboxEntry entry = account.entry(0, Samples.id());
    account.stored(entry);
    account.acknowledge(0, entry.id());
    assertThat(account.stored(entry).getFirst().repeat()).isFalse();
    assertThat(account.queued(0)).containsExactly(entry.id());
  }

  @Test
  default void whatHasExpiredIsNotShown() {
    SampleAccount account = SampleAccount.create(store(), 1);
    account.stored(account.entry(0, Samples.id()));
    store().clock().advance(SampleAccount.TIME_TO_LIVE.minusSeconds(1));
    EnvelopeId young = Samples.id();
    account.stored(account.entry(0, young));
    assertThat(account.queued(0)).hasSize(2);
    store().clock().advance(Duration.ofSeconds(1));
    assertThat(account.queued(0)).containsExactly(young);
  }

  @Test
  default void whatHasExpiredIsNoRepeat() {
    SampleAccount account = SampleAccount.create(store(), 1);
    EnvelopeId id = Samples.id();
    Placed first = account.stored(account.entry(0, id)).getFirst();
    store().clock().advance(SampleAccount.TIME_TO_LIVE);
    Placed second = account.stored(account.entry(0, id)).getFirst();
    assertThat(second.repeat()).isFalse();
    assertThat(second.position()).isGreaterThan(first.position());
    assertThat(account.queued(0)).containsExactly(id);
  }

  @Test
  default void aSweepRemovesWhatHasExpiredInBoundedPieces() {
    SampleAccount account = SampleAccount.create(store(), 2);
    account.storeAll(0, Samples.ids(2));
    account.storeAll(1, Samples.ids(3));
    store().clock().advance(SampleAccount.TIME_TO_LIVE);
    EnvelopeId young = Samples.id();
    account.stored(account.entry(0, young));
    assertThat(List.of(sweep(4), sweep(4), sweep(4))).containsExactly(4, 1, 0);
    assertThat(account.queued(0)).containsExactly(young);
    assertThat(storage().inboxes().totals()).isEqualTo(new InboxTotals(6, 0, 5, 0, 0));
  }

  private int sweep(int max) {
    return storage().inboxes().sweepExpired(max);
  }

  /// A repeat that finds its first expired counts it as expired.
  @Test
  default void nothingThatExpiredIsMissingInTheTotals() {
    SampleAccount account = SampleAccount.create(store(), 1);
    EnvelopeId id = Samples.id();
    account.stored(account.entry(0, id));
    store().clock().advance(SampleAccount.TIME_TO_LIVE);
    account.stored(account.entry(0, id));
    sweep(10);
    assertThat(storage().inboxes().totals()).isEqualTo(new InboxTotals(2, 0, 1, 0, 0));
  }
}
