package org.sealpost.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.audit.SequenceOutcome;
import org.sealpost.storage.audit.SequencedEntry;

/// An audit entry is committed with its action, whatever happens at any commit on the way.
public interface AuditCommitContract extends StoreContract {
  /// Whoever looks at any moment sees both or neither.
  @Test
  default void anActionIsNeverSeenWithoutItsEntries() {
    for (Function<StoreUnderTest, AuditedAction> prepared : AuditedAction.ALL) {
      AuditedAction action = prepared.apply(store());
      List<AuditEntry> entries = Samples.audit(2);
      atEachCommit(
          () -> Together.aside(() -> assertBothOrNeither(action, entries)),
          () -> action.carryOut().accept(entries));
      assertThat(action.isDone().getAsBoolean()).as(action.name()).isTrue();
      assertBothOrNeither(action, entries);
    }
  }

  /// The connection is lost before the first commit, before the second, and so on.
  @Test
  default void anActionThatIsCutOffLeavesBothOrNeither() {
    for (Function<StoreUnderTest, AuditedAction> prepared : AuditedAction.ALL) {
      boolean cutOff = true;
      for (int at = 1; cutOff; at++) {
        AuditedAction action = prepared.apply(store());
        List<AuditEntry> entries = Samples.audit(2);
        cutOff = CutOff.at(store(), at, () -> action.carryOut().accept(entries));
        assertBothOrNeither(action, entries);
        store().reopen();
        assertBothOrNeither(action, entries);
      }
    }
  }

  @Test
  default void sequencingThatIsCutOffIsDoneOrNot() {
    List<AuditEntry> entries = Samples.audit(5);
    storage().audit().add(entries);
    boolean cutOff = true;
    for (int at = 1; cutOff; at++) {
      long size = storage().audit().size();
      List<AuditEntry> two = storage().audit().pending(100).subList(0, 2);
      cutOff =
          CutOff.at(
              store(),
              at,
              () ->
                  assertThat(
                          storage()
                              .audit()
                              .sequence(size, two.stream().map(AuditEntry::id).toList()))
                      .isEqualTo(SequenceOutcome.SEQUENCED));
      store().reopen();
      long after = storage().audit().size();
      assertThat(after).isIn(size, size + 2);
      assertThat(storage().audit().read(size, 9).stream().map(SequencedEntry::entry))
          .containsExactlyElementsOf(after == size ? List.of() : two);
      List<AuditEntry> sequenced =
          storage().audit().read(0, 9).stream().map(SequencedEntry::entry).toList();
      Outbox.awaitExactly(
          store(), entries.stream().filter(entry -> !sequenced.contains(entry)).toList());
    }
  }

  private void assertBothOrNeither(AuditedAction action, List<AuditEntry> entries) {
    if (action.isDone().getAsBoolean()) {
      Outbox.awaitPending(store(), entries);
    } else {
      assertThat(Outbox.isAnyPending(store(), entries)).as(action.name()).isFalse();
    }
  }

  private void atEachCommit(Runnable work, Runnable action) {
    store().commits().atEach(work);
    try {
      action.run();
    } finally {
      store().commits().atEach(() -> {});
    }
  }
}
