package org.sealpost.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.accounts.AccountRecord;
import org.sealpost.storage.accounts.DeleteOutcome;
import org.sealpost.storage.accounts.DeviceChanges;
import org.sealpost.storage.accounts.DevicesVersion;
import org.sealpost.storage.accounts.UpdateOutcome;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.audit.SequenceOutcome;
import org.sealpost.storage.audit.SequencedEntry;
import org.sealpost.storage.datakeys.KeyOwner;
import org.sealpost.storage.datakeys.KeyOwner.Rest;
import org.sealpost.storage.datakeys.OwnedKey;
import org.sealpost.storage.datakeys.RetiredGeneration;
import org.sealpost.storage.datakeys.WrappedKey;
import org.sealpost.storage.inboxes.AppendOutcome;
import org.sealpost.storage.inboxes.InboxEntry;

/// Races of what ends (accounts, generations of keys) and of the audit log, as in
/// [OverlapContract]. Where two calls exclude each other, each of them is the first once.
public interface EndingOverlapContract extends StoreContract {
  int LATER = 100;

  private <A, B> Overlap<A, B> overlap(Callable<A> first, Callable<B> second) {
    return Overlap.of(store(), first, second);
  }

  @Test
  default void ofAnOverlappingUpdateAndDeletionOneWins() {
    for (boolean updateFirst : List.of(true, false)) {
      SampleAccount account = SampleAccount.create(store(), 1);
      AccountRecord next = account.next(DeviceChanges.NONE);
      Callable<Boolean> update =
          () ->
              storage().accounts().update(next, account.inboxes(), DeviceChanges.NONE, List.of())
                  == UpdateOutcome.UPDATED;
      Callable<Boolean> delete = () -> account.delete() == DeleteOutcome.DELETED;
      var overlap = updateFirst ? overlap(update, delete) : overlap(delete, update);
      boolean updated = updateFirst ? overlap.first() : overlap.second();
      boolean deleted = updateFirst ? overlap.second() : overlap.first();
      assertThat(updated).isNotEqualTo(deleted);
      assertThat(storage().accounts().find(next.aci()).isPresent()).isEqualTo(updated);
      assertThat(storage().accounts().findByNumber(next.numberHash()).isPresent())
          .isEqualTo(updated);
      assertThat(storage().dataKeys().find(new KeyOwner.OfAccount(next.aci())).isPresent())
          .isEqualTo(updated);
      assertThat(storage().inboxes().abandoned(10).contains(account.inbox(0))).isEqualTo(deleted);
    }
  }

  @Test
  default void anAppendThatADeletionOvertookIsRefused() {
    for (boolean appendFirst : List.of(true, false)) {
      SampleAccount account = SampleAccount.create(store(), 1);
      List<InboxEntry> request = List.of(account.entry(0, Samples.id()));
      Aci aci = account.record().aci();
      DevicesVersion checked = account.record().devicesVersion();
      Callable<Boolean> append =
          () -> storage().inboxes().append(aci, checked, request) instanceof AppendOutcome.Stored;
      Callable<Boolean> delete = () -> account.delete() == DeleteOutcome.DELETED;
      long before = storage().inboxes().totals().accepted();
      var overlap = appendFirst ? overlap(append, delete) : overlap(delete, append);
      boolean stored = appendFirst ? overlap.first() : overlap.second();
      assertThat(appendFirst ? overlap.second() : overlap.first()).isTrue();
      boolean overtaken = appendFirst ? overlap.overtaken() : !overlap.overtaken();
      assertThat(stored && overtaken).as("stored after the deletion had returned").isFalse();
      assertThat(storage().inboxes().totals().accepted() - before).isEqualTo(stored ? 1 : 0);
      assertThat(account.queued(0)).isEmpty();
      assertThat(account.append(account.entry(0, Samples.id())))
          .isEqualTo(new AppendOutcome.DevicesChanged());
    }
  }

  /// Who looks an account up while it is deleted does not leave it behind for others.
  @Test
  default void whatIsFoundAfterADeletionIsNothing() {
    SampleAccount account = SampleAccount.create(store(), 1);
    Aci aci = account.record().aci();
    var overlap = Overlap.ofRead(store(), account::delete, () -> storage().accounts().find(aci));
    assertThat(overlap.first()).isEqualTo(DeleteOutcome.DELETED);
    assertThat(overlap.second()).contains(account.record());
    assertThat(storage().accounts().find(aci)).isEmpty();
  }

  @Test
  default void aDeletedAccountsKeyDoesNotComeBackByARewrap() {
    for (boolean rewrapFirst : List.of(true, false)) {
      SampleAccount account = SampleAccount.create(store(), 1);
      KeyOwner owner = new KeyOwner.OfAccount(account.record().aci());
      OwnedKey present = new OwnedKey(owner, storage().dataKeys().find(owner).orElseThrow());
      Callable<Boolean> rewrap =
          () -> storage().dataKeys().rewrap(present, new WrappedKey(2, Samples.hash()));
      Callable<Boolean> delete = () -> account.delete() == DeleteOutcome.DELETED;
      var overlap = rewrapFirst ? overlap(rewrap, delete) : overlap(delete, rewrap);
      assertThat(rewrapFirst ? overlap.second() : overlap.first()).isTrue();
      assertThat(storage().dataKeys().find(owner)).isEmpty();
    }
  }

  @Test
  default void overlappingRewrapsKeepOne() {
    var _ = storage().dataKeys().putIfAbsent(Rest.REST, new WrappedKey(1, Samples.hash()));
    OwnedKey present = new OwnedKey(Rest.REST, storage().dataKeys().find(Rest.REST).orElseThrow());
    WrappedKey one = new WrappedKey(2, Samples.hash());
    WrappedKey other = new WrappedKey(2, Samples.hash());
    var overlap =
        overlap(
            () -> storage().dataKeys().rewrap(present, one),
            () -> storage().dataKeys().rewrap(present, other));
    assertThat(overlap.first()).isNotEqualTo(overlap.second());
    assertThat(storage().dataKeys().find(Rest.REST)).contains(overlap.first() ? one : other);
  }

  /// A key that is being kept while its generation is retired.
  @Test
  default void noKeyOfARetiredGenerationIsKeptWhateverOverlaps() {
    for (boolean retireFirst : List.of(true, false)) {
      int old = storage().dataKeys().oldestGeneration();
      AccountRecord account = Samples.account();
      assertEitherRetiredOrKept(
          retireFirst,
          old + 1,
          () ->
              storage()
                  .accounts()
                  .create(
                      account, new WrappedKey(old, Samples.hash()), DeviceChanges.NONE, List.of()));
      boolean created = storage().accounts().find(account.aci()).isPresent();
      KeyOwner owner = new KeyOwner.OfAccount(account.aci());
      assertThat(storage().dataKeys().find(owner).isPresent()).isEqualTo(created);
      rewrapAll(old + 1);
    }
  }

  @Test
  default void noFirstKeyOfARetiredGenerationIsKeptWhateverOverlaps() {
    for (boolean retireFirst : List.of(true, false)) {
      int old = storage().dataKeys().oldestGeneration();
      KeyOwner owner = new KeyOwner.OfAccount(Samples.aci());
      assertEitherRetiredOrKept(
          retireFirst,
          old + 1,
          () -> storage().dataKeys().putIfAbsent(owner, new WrappedKey(old, Samples.hash())));
      rewrapAll(old + 1);
    }
  }

  @Test
  default void nothingIsRewrappedByARetiredGenerationWhateverOverlaps() {
    for (boolean retireFirst : List.of(true, false)) {
      int old = storage().dataKeys().oldestGeneration();
      KeyOwner owner = new KeyOwner.OfAccount(Samples.aci());
      WrappedKey newer = new WrappedKey(old + 1, Samples.hash());
      var _ = storage().dataKeys().putIfAbsent(owner, newer);
      assertEitherRetiredOrKept(
          retireFirst,
          old + 1,
          () ->
              storage()
                  .dataKeys()
                  .rewrap(new OwnedKey(owner, newer), new WrappedKey(old, Samples.hash())));
      rewrapAll(old + 1);
    }
  }

  private void assertEitherRetiredOrKept(boolean retireFirst, int next, Callable<?> keep) {
    Callable<Boolean> kept =
        () -> {
          try {
            Object _ = keep.call();
            return true;
          } catch (RetiredGeneration e) {
            return false;
          }
        };
    Callable<Boolean> retire = () -> storage().dataKeys().retireBefore(next, List.of());
    var overlap = retireFirst ? overlap(retire, kept) : overlap(kept, retire);
    assertThat(overlap.first()).isNotEqualTo(overlap.second());
    int oldest = storage().dataKeys().oldestGeneration();
    assertThat(oldest)
        .isEqualTo((retireFirst ? overlap.first() : overlap.second()) ? next : next - 1);
    assertThat(storage().dataKeys().wrappedBefore(oldest, 10)).isEmpty();
  }

  /// So that no key of a round is in the way of the next.
  private void rewrapAll(int generation) {
    for (OwnedKey key : storage().dataKeys().wrappedBefore(LATER, 10)) {
      storage().dataKeys().rewrap(key, new WrappedKey(LATER, Samples.hash()));
    }
    assertThat(storage().dataKeys().retireBefore(generation, List.of())).isTrue();
  }

  @Test
  default void ofOverlappingSequencersOneSucceeds() {
    List<AuditEntry> entries = Samples.audit(2);
    storage().audit().add(entries);
    var overlap = overlap(() -> sequence(0, entries.get(0)), () -> sequence(0, entries.get(1)));
    assertThat(List.of(overlap.first(), overlap.second()))
        .containsExactlyInAnyOrder(SequenceOutcome.SEQUENCED, SequenceOutcome.SIZE_CHANGED);
    assertThat(storage().audit().size()).isEqualTo(1);
    boolean firstWon = overlap.first() == SequenceOutcome.SEQUENCED;
    assertThat(storage().audit().read(0, 10))
        .containsExactly(new SequencedEntry(0, entries.get(firstWon ? 0 : 1)));
    Outbox.awaitExactly(store(), List.of(entries.get(firstWon ? 1 : 0)));
  }

  private SequenceOutcome sequence(long size, AuditEntry entry) {
    return storage().audit().sequence(size, List.of(entry.id()));
  }

  /// A sequencer that took everything it was shown comes back for what was committed since.
  @Test
  default void anEntryWhoseCommitWasLateIsNotSkipped() {
    List<AuditEntry> entries = Samples.audit(2);
    var overlap =
        overlap(
            () -> {
              storage().audit().add(entries.subList(0, 1));
              return true;
            },
            () -> {
              storage().audit().add(entries.subList(1, 2));
              Outbox.awaitPending(store(), entries.subList(1, 2));
              List<UUID> shown =
                  storage().audit().pending(10).stream().map(AuditEntry::id).toList();
              return storage().audit().sequence(0, shown);
            });
    assertThat(overlap.second()).isEqualTo(SequenceOutcome.SEQUENCED);
    List<AuditEntry> sequenced =
        storage().audit().read(0, 10).stream().map(SequencedEntry::entry).toList();
    Outbox.awaitExactly(
        store(), entries.stream().filter(entry -> !sequenced.contains(entry)).toList());
  }
}
