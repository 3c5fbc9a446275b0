package org.sealpost.storage.audit;

import java.util.List;
import java.util.UUID;

/// The audit outbox and the log that it empties into. An operation that must be audited takes its
/// entries as an argument and commits both or neither: they are pending from then on, until a
/// sequencer takes them. It takes them by name: following the outbox by a sequence or a clock would
/// pass over an entry whose commit was late.
public interface AuditStore {
  /// Largest event.
  int MAX_EVENT_BYTES = 8 * 1024;

  /// Most entries of one action.
  int MAX_ENTRIES_OF_ACTION = 8;

  /// Most entries that are sequenced in one call.
  int MAX_SEQUENCED = 40;

  /// Keeps entries that no stored action belongs to (a start, a refused administrator); durable on
  /// return. An entry that is pending or sequenced already is passed over.
  ///
  /// @param entries at most [#MAX_SEQUENCED]
  void add(List<AuditEntry> entries);

  /// Entries that have no index yet, at most `max`; those committed long ago before those committed
  /// now, in no closer order. Every entry whose action has returned is shown before long, however
  /// many come after it.
  List<AuditEntry> pending(int max);

  /// How many entries have an index: the size of the tree.
  long size();

  /// Gives these pending entries the indices from `size` on, in the order of the list, all or none;
  /// durable on return. Of several calls with one size one succeeds.
  ///
  /// @param entries at most [#MAX_SEQUENCED], each once
  SequenceOutcome sequence(long size, List<UUID> entries);

  /// The entries from this index on, in order, at most `max`.
  List<SequencedEntry> read(long from, int max);
}
