package org.sealpost.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.sealpost.protocol.Bytes;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.audit.AuditStore;
import org.sealpost.storage.audit.SequenceOutcome;
import org.sealpost.storage.audit.SequencedEntry;

/// The contract of `AuditStore`: an outbox that shows everything, a log without holes.
public interface AuditStoreContract extends StoreContract {
  private AuditStore audit() {
    return storage().audit();
  }

  private List<AuditEntry> added(int count) {
    List<AuditEntry> entries = Samples.audit(count);
    audit().add(entries);
    return entries;
  }

  private static List<UUID> ids(List<AuditEntry> entries) {
    return entries.stream().map(AuditEntry::id).toList();
  }

  @Test
  default void whatWasAddedIsPendingAlsoAfterReopening() {
    List<AuditEntry> entries = added(3);
    Outbox.awaitExactly(store(), entries);
    assertThat(audit().pending(2)).hasSize(2);
    store().reopen();
    Outbox.awaitExactly(store(), entries);
    assertThat(audit().size()).isZero();
    assertThat(audit().read(0, 10)).isEmpty();
  }

  /// Whose answer was lost adds again, perhaps when the entry has its index already.
  @Test
  default void addingAgainChangesNothing() {
    List<AuditEntry> entries = added(2);
    audit().add(entries);
    Outbox.awaitExactly(store(), entries);
    audit().sequence(0, ids(entries.subList(0, 1)));
    audit().add(entries);
    Outbox.awaitExactly(store(), entries.subList(1, 2));
    assertThat(audit().size()).isEqualTo(1);
  }

  @Test
  default void sequencedEntriesHaveTheirPlaceInTheOrderOfTheCallAlsoAfterReopening() {
    List<AuditEntry> entries = added(5);
    List<AuditEntry> order =
        List.of(entries.get(3), entries.get(0), entries.get(4), entries.get(2));
    assertThat(audit().sequence(0, ids(order.subList(0, 3)))).isEqualTo(SequenceOutcome.SEQUENCED);
    assertThat(audit().sequence(3, ids(order.subList(3, 4)))).isEqualTo(SequenceOutcome.SEQUENCED);
    List<SequencedEntry> log =
        LongStream.range(0, 4)
            .mapToObj(index -> new SequencedEntry(index, order.get((int) index)))
            .toList();
    for (int round = 0; round < 2; round++) {
      assertThat(audit().size()).isEqualTo(4);
      assertThat(audit().read(0, 10)).isEqualTo(log);
      assertThat(audit().read(0, 3)).isEqualTo(log.subList(0, 3));
      assertThat(audit().read(3, 3)).isEqualTo(log.subList(3, 4));
      assertThat(audit().read(4, 3)).isEmpty();
      Outbox.awaitExactly(store(), entries.subList(1, 2));
      store().reopen();
    }
  }

  @Test
  default void anotherSizeSequencesNothing() {
    List<AuditEntry> entries = added(3);
    assertThat(audit().sequence(1, ids(entries))).isEqualTo(SequenceOutcome.SIZE_CHANGED);
    assertThat(audit().sequence(0, ids(entries.subList(0, 2))))
        .isEqualTo(SequenceOutcome.SEQUENCED);
    assertThat(audit().sequence(0, ids(entries.subList(0, 2))))
        .as("a sequencer whose answer was lost")
        .isEqualTo(SequenceOutcome.SIZE_CHANGED);
    assertThat(audit().sequence(1, ids(entries.subList(2, 3))))
        .isEqualTo(SequenceOutcome.SIZE_CHANGED);
    Outbox.awaitExactly(store(), entries.subList(2, 3));
    assertThat(audit().size()).isEqualTo(2);
  }

  @Test
  default void whatIsNotPendingIsSequencedWithNothingElse() {
    List<AuditEntry> entries = added(2);
    UUID unknown = UUID.randomUUID();
    UUID first = entries.get(0).id();
    UUID second = entries.get(1).id();
    assertThat(audit().sequence(0, List.of(first, unknown))).isEqualTo(SequenceOutcome.NOT_PENDING);
    assertThat(audit().size()).isZero();
    assertThat(audit().sequence(0, List.of(first))).isEqualTo(SequenceOutcome.SEQUENCED);
    assertThat(audit().sequence(1, List.of(second, first))).isEqualTo(SequenceOutcome.NOT_PENDING);
    assertThat(audit().size()).isEqualTo(1);
    Outbox.awaitExactly(store(), entries.subList(1, 2));
  }

  @Test
  default void asMuchAsIsAllowedIsSequencedAtOnce() {
    List<AuditEntry> entries =
        Stream.generate(
                () -> new AuditEntry(UUID.randomUUID(), Samples.bytes(AuditStore.MAX_EVENT_BYTES)))
            .limit(AuditStore.MAX_SEQUENCED)
            .toList();
    audit().add(entries);
    assertThat(audit().sequence(0, ids(entries))).isEqualTo(SequenceOutcome.SEQUENCED);
    assertThat(audit().read(0, 100).stream().map(SequencedEntry::entry))
        .containsExactlyElementsOf(entries);
  }

  @Test
  default void whatIsMoreThanAllowedIsACallersBug() {
    UUID twice = added(1).getFirst().id();
    assertThatThrownBy(() -> audit().sequence(0, List.of(twice, twice)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() ->
            audit()
                .sequence(
                    0,
                    Stream.generate(UUID::randomUUID).limit(AuditStore.MAX_SEQUENCED + 1).toList()))
        .isInstanceOf(IllegalArgumentException.class);
    Bytes large = Samples.bytes(AuditStore.MAX_EVENT_BYTES + 1);
    assertThatThrownBy(() -> new AuditEntry(twice, large))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /// The oldest is not kept waiting by those that come all the time.
  @Test
  default void everyEntryIsShownBeforeLong() {
    AuditEntry first = added(1).getFirst();
    for (int round = 0; round < 20 && isPending(first); round++) {
      store().clock().advance(Duration.ofMinutes(1));
      added(10);
      assertThat(audit().sequence(audit().size(), ids(audit().pending(5))))
          .isEqualTo(SequenceOutcome.SEQUENCED);
    }
    assertThat(isPending(first)).isFalse();
  }

  private boolean isPending(AuditEntry entry) {
    return Outbox.isAnyPending(store(), List.of(entry));
  }

  /// Nothing twice, nothing left, whatever they get in each other's way.
  @Test
  default void severalSequencersGiveEachEntryOneIndex() {
    List<AuditEntry> entries = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      entries.addAll(added(10));
    }
    Outbox.awaitExactly(store(), entries);
    Together.run(
        3,
        _ -> {
          while (audit().size() < entries.size()) {
            audit().sequence(audit().size(), ids(audit().pending(4)));
          }
          return true;
        });
    assertThat(audit().read(0, 100).stream().map(SequencedEntry::index))
        .containsExactlyElementsOf(LongStream.range(0, 30).boxed().toList());
    assertThat(audit().read(0, 100).stream().map(SequencedEntry::entry))
        .containsExactlyInAnyOrderElementsOf(entries);
    Outbox.awaitExactly(store(), List.of());
  }

  @Test
  default void ofConcurrentSequencersWithOneSizeOneSucceeds() {
    List<AuditEntry> entries = added(6);
    List<SequenceOutcome> outcomes =
        Together.run(6, i -> audit().sequence(0, List.of(entries.get(i).id())));
    assertThat(outcomes.stream().filter(SequenceOutcome.SEQUENCED::equals)).hasSize(1);
    assertThat(outcomes.stream().filter(SequenceOutcome.SIZE_CHANGED::equals)).hasSize(5);
    assertThat(audit().size()).isEqualTo(1);
  }
}
