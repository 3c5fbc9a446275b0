package org.sealpost.storage.sqlite;

import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.audit.AuditStore;
import org.sealpost.storage.audit.SequenceOutcome;
import org.sealpost.storage.audit.SequencedEntry;
import org.sealpost.storage.groupcommit.Size;
import org.sealpost.storage.groupcommit.Urgency;

/// The audit outbox and log.
final class SqliteAuditStore implements AuditStore {
  private final Writer writer;
  private final Readers readers;

  SqliteAuditStore(Writer writer, Readers readers) {
    this.writer = writer;
    this.readers = readers;
  }

  /// What entries add to the write that they are part of.
  static Size sizeOf(List<AuditEntry> audit) {
    return new Size(audit.size(), audit.stream().mapToLong(entry -> entry.event().size()).sum());
  }

  @Override
  public void add(List<AuditEntry> entries) {
    List<AuditEntry> copy = List.copyOf(entries);
    boolean _ =
        writer.write(
            Urgency.PROMPT,
            sizeOf(copy),
            access -> {
              access.tables().audit().insert(copy);
              return true;
            });
  }

  @Override
  public List<AuditEntry> pending(int max) {
    return readers.read(tables -> tables.audit().pending(max));
  }

  @Override
  public long size() {
    return readers.read(tables -> tables.audit().size());
  }

  @Override
  public SequenceOutcome sequence(long size, List<UUID> entries) {
    List<UUID> copy = List.copyOf(entries);
    if (copy.size() > MAX_SEQUENCED || new HashSet<>(copy).size() < copy.size()) {
      throw new IllegalArgumentException("too many entries to sequence, or one twice");
    }
    return writer.write(
        Urgency.PROMPT,
        new Size(copy.size(), 0),
        access -> sequence(access.tables().audit(), size, copy));
  }

  private static SequenceOutcome sequence(AuditTable audit, long size, List<UUID> entries)
      throws SQLException {
    if (audit.size() != size) {
      return SequenceOutcome.SIZE_CHANGED;
    }
    for (UUID entry : entries) {
      if (!audit.isPending(entry)) {
        return SequenceOutcome.NOT_PENDING;
      }
    }
    long index = size;
    for (UUID entry : entries) {
      audit.sequence(entry, index++);
    }
    return SequenceOutcome.SEQUENCED;
  }

  @Override
  public List<SequencedEntry> read(long from, int max) {
    return readers.read(tables -> tables.audit().read(from, max));
  }
}
