package org.sealpost.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.storage.inboxes.Epoch;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.Position;
import org.sealpost.storage.inboxes.RestoreMarks;
import org.sealpost.storage.prekeys.PreKeyCount;
import org.sealpost.storage.prekeys.PreKeyUpload;
import org.sealpost.storage.prekeys.TakenKeys;

/// The contract of `RestoreMarks`, for a backend that has this power.
public interface RestoreMarksContract extends StoreContract {
  private RestoreMarks marks() {
    return (RestoreMarks) storage();
  }

  /// Returns how many calls it took.
  private int markAll(int max) {
    int calls = 1;
    Optional<InboxId> at = marks().mark(Optional.empty(), max);
    while (at.isPresent()) {
      at = marks().mark(at, max);
      assertThat(++calls).as("marking comes to its end").isLessThan(100);
    }
    return calls;
  }

  private void publish(SampleAccount account, int device) {
    storage()
        .preKeys()
        .publish(
            account.keys(device),
            new PreKeyUpload(
                Samples.preKeys(3), Optional.empty(), Samples.preKeys(2), Optional.empty()));
  }

  @Test
  default void everyEpochIsBeyondWhatWasHandedOutSinceTheBackup() {
    SampleAccount account = SampleAccount.create(store(), 3);
    SampleAccount other = SampleAccount.create(store(), 2);
    Epoch before = storage().inboxes().claim(account.inbox(1)).epoch();
    Epoch lost = new Epoch(before.value() + 1_000_000);
    assertThat(markAll(2)).isBetween(3, 4);
    store().reopen();
    for (int device = 0; device < 3; device++) {
      assertThat(account.read(device, Position.START).epoch().isAfter(lost)).isTrue();
    }
    assertThat(other.read(1, Position.START).epoch().isAfter(lost)).isTrue();
    Epoch marked = account.read(1, Position.START).epoch();
    assertThat(storage().inboxes().claim(account.inbox(1)).epoch().isAfter(marked)).isTrue();
  }

  @Test
  default void oneTimeKeysAreVoidAndOthersStay() {
    List<SampleAccount> accounts =
        IntStream.range(0, 3).mapToObj(_ -> SampleAccount.create(store(), 2)).toList();
    accounts.forEach(account -> publish(account, 0));
    accounts.forEach(account -> publish(account, 1));
    markAll(2);
    store().reopen();
    for (SampleAccount account : accounts) {
      for (int device = 0; device < 2; device++) {
        assertThat(storage().preKeys().count(account.keys(device)))
            .isEqualTo(new PreKeyCount(0, 0));
        TakenKeys taken = storage().preKeys().take(List.of(account.keys(device))).getFirst();
        assertThat(taken.ecOneTime()).isEmpty();
        assertThat(taken.kyberOneTime()).isEmpty();
        assertThat(storage().preKeys().repeatedUse(account.keys(device)))
            .contains(taken.repeatedUse());
      }
    }
    publish(accounts.getFirst(), 1);
    assertThat(storage().preKeys().count(accounts.getFirst().keys(1)))
        .isEqualTo(new PreKeyCount(3, 2));
  }

  @Test
  default void aPieceIsBoundedAndEnvelopesStay() {
    SampleAccount account = SampleAccount.create(store(), 4);
    List<EnvelopeId> ids = Samples.ids(3);
    account.storeAll(2, ids);
    account.retire(3);
    Optional<InboxId> at = marks().mark(Optional.empty(), 2);
    assertThat(at).isPresent();
    assertThat(
            IntStream.range(0, 3)
                .filter(device -> account.read(device, Position.START).epoch().value() > 0))
        .hasSize(2);
    markAll(2);
    assertThat(account.queued(2)).isEqualTo(ids);
    assertThat(storage().inboxes().abandoned(10)).containsExactly(account.inbox(3));
    assertThat(storage().inboxes().claim(account.inbox(3)).epoch()).isEqualTo(new Epoch(0));
  }

  /// Nothing to mark is no mistake.
  @Test
  default void anEmptyStoreIsMarkedAtOnce() {
    assertThat(marks().mark(Optional.empty(), 5)).isEmpty();
  }
}
