package org.sealpost.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.sealpost.storage.audit.AuditEntry;

/// What every operation that takes audit entries does with them.
public interface AuditedActionContract extends StoreContract {
  @Test
  default void everyActionLeavesItsEntriesAlsoAfterReopening() {
    List<AuditEntry> left = new ArrayList<>();
    for (Function<StoreUnderTest, AuditedAction> action : AuditedAction.ALL) {
      List<AuditEntry> entries = Samples.audit(2);
      action.apply(store()).carryOut().accept(entries);
      left.addAll(entries);
      Outbox.awaitExactly(store(), left);
    }
    store().reopen();
    Outbox.awaitExactly(store(), left);
  }

  @Test
  default void aRefusedActionLeavesNoEntry() {
    for (Function<StoreUnderTest, AuditedAction> prepared : AuditedAction.ALL) {
      AuditedAction action = prepared.apply(store());
      action.carryOut().accept(List.of());
      List<AuditEntry> entries = Samples.audit(2);
      action.refused().accept(entries);
      assertThat(Outbox.isAnyPending(store(), entries)).as(action.name()).isFalse();
    }
  }
}
