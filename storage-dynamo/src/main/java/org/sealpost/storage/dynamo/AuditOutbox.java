package org.sealpost.storage.dynamo;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.Uuids;
import org.sealpost.storage.audit.AuditEntry;

/// Puts audit entries into the transaction of the action that they record.
///
/// An entry is two items: one by its id, which stays and makes it unique, and one among the
/// pending, which goes when it is sequenced.
final class AuditOutbox {
  static final String EVENT = "b";

  /// When it came, by its node's clock, in the item by id: with it the pending item is found.
  static final String AT = "at";

  private static final Bytes PENDING = Attr.key('p');

  private final Items items;
  private final Clock clock;

  AuditOutbox(Items items, Clock clock) {
    this.items = items;
    this.clock = clock;
  }

  static ItemKey byId(Bytes id) {
    return new ItemKey(Table.AUDIT, Attr.key('i', id), Attr.key('-'));
  }

  static ItemKey pending(long at, Bytes id) {
    return new ItemKey(Table.AUDIT, PENDING, Attr.key(at, id));
  }

  static Range allPending() {
    return Range.prefix(Table.AUDIT, PENDING, Bytes.EMPTY);
  }

  /// Commits the action and its entries, both or neither. An entry that is known already is passed
  /// over.
  CommitOutcome commit(List<Write> action, List<AuditEntry> entries) {
    List<AuditEntry> left = new ArrayList<>(entries);
    while (true) {
      List<Write> writes = new ArrayList<>(action);
      Map<Write, AuditEntry> byWrite = new LinkedHashMap<>();
      for (AuditEntry entry : left) {
        writes.addAll(writes(entry, byWrite));
      }
      if (writes.isEmpty()) {
        return CommitOutcome.Committed.COMMITTED;
      }
      CommitOutcome outcome = items.commit(writes);
      if (!(outcome instanceof CommitOutcome.Refused refused)
          || action.stream().anyMatch(refused::names)) {
        return outcome;
      }
      byWrite.forEach((write, entry) -> {
        if (refused.names(write)) {
          left.remove(entry);
        }
      });
    }
  }

  private List<Write> writes(AuditEntry entry, Map<Write, AuditEntry> byWrite) {
    Bytes id = Bytes.wrap(Uuids.toBytes(entry.id()));
    long at = clock.millis();
    Write unique = Write.put(byId(id)).set(AT, at).whenAbsent();
    byWrite.put(unique, entry);
    return List.of(unique, Write.put(pending(at, id)).set(EVENT, entry.event()));
  }
}
