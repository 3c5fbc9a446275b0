package org.sealpost.storage.tck.model;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.audit.AuditStore;
import org.sealpost.storage.audit.SequenceOutcome;
import org.sealpost.storage.audit.SequencedEntry;

/// The audit outbox and log of the model.
class ModelAudit implements AuditStore {
  private final ModelData data;

  ModelAudit(ModelData data) {
    this.data = data;
  }

  @Override
  public void add(List<AuditEntry> entries) {
    boolean _ =
        data.committed(() -> {
          data.keepPending(entries.stream().filter(entry -> !isKept(entry)).toList());
          return true;
        });
  }

  boolean isKept(AuditEntry entry) {
    return data.pending.containsKey(entry.id())
        || data.sequenced.stream().anyMatch(other -> other.id().equals(entry.id()));
  }

  @Override
  public List<AuditEntry> pending(int max) {
    return data.locked(() -> data.pending.values().stream().limit(max).toList());
  }

  @Override
  public long size() {
    return data.locked(() -> (long) data.sequenced.size());
  }

  @Override
  public SequenceOutcome sequence(long size, List<UUID> entries) {
    if (entries.size() > MAX_SEQUENCED || new LinkedHashSet<>(entries).size() < entries.size()) {
      throw new IllegalArgumentException("too many entries to sequence, or one twice");
    }
    return data.committed(() -> decide(size, entries));
  }

  SequenceOutcome decide(long size, List<UUID> entries) {
    if (data.sequenced.size() != size) {
      return SequenceOutcome.SIZE_CHANGED;
    }
    if (!data.pending.keySet().containsAll(entries)) {
      return SequenceOutcome.NOT_PENDING;
    }
    for (UUID entry : entries) {
      data.sequenced.add(data.pending.remove(entry));
    }
    return SequenceOutcome.SEQUENCED;
  }

  @Override
  public List<SequencedEntry> read(long from, int max) {
    return data.locked(() ->
        IntStream.range((int) Math.min(from, data.sequenced.size()), data.sequenced.size())
            .limit(max)
            .mapToObj(index -> new SequencedEntry(index, data.sequenced.get(index)))
            .toList());
  }
}
