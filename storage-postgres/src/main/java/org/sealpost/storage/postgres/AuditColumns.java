package org.sealpost.storage.postgres;

import java.util.List;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.audit.AuditStore;

/// Audit entries as two arrays, for functions that keep them in their own commit.
record AuditColumns(Column ids, Column events) {
  static AuditColumns of(List<AuditEntry> entries) {
    return new AuditColumns(
        Column.uuids(entries.stream().map(AuditEntry::id).toList()),
        Column.bytes(entries.stream().map(AuditEntry::event).toList()));
  }

  static AuditColumns ofAction(List<AuditEntry> entries) {
    if (entries.size() > AuditStore.MAX_ENTRIES_OF_ACTION) {
      throw new IllegalArgumentException("an action has more audit entries than the store takes");
    }
    return of(entries);
  }
}
