package org.sealpost.storage.dynamo;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.Uuids;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.audit.AuditStore;
import org.sealpost.storage.audit.SequenceOutcome;
import org.sealpost.storage.audit.SequencedEntry;

/// The audit outbox and the log. Sequencing is one transaction: the size item says which index is
/// next, the entries leave the outbox and take their places.
final class DynamoAuditStore implements AuditStore {
  static final String SIZE = "n";
  static final String ID = "id";
  static final ItemKey SIZE_ITEM = new ItemKey(Table.AUDIT, Attr.key('s'), Attr.key('-'));

  /// Indices of one partition, so that a long log is spread.
  private static final long PARTITION = 10_000;

  private final Items items;
  private final AuditOutbox outbox;

  DynamoAuditStore(Items items, AuditOutbox outbox) {
    this.items = items;
    this.outbox = outbox;
  }

  @Override
  public void add(List<AuditEntry> entries) {
    if (entries.size() > MAX_SEQUENCED) {
      throw new IllegalArgumentException("too many audit entries in one call");
    }
    Map<UUID, AuditEntry> each = new LinkedHashMap<>();
    entries.forEach(entry -> each.putIfAbsent(entry.id(), entry));
    CommitOutcome _ = outbox.commit(List.of(), List.copyOf(each.values()));
  }

  @Override
  public List<AuditEntry> pending(int max) {
    return items.list(AuditOutbox.allPending().examining(max), max).stream()
        .map(DynamoAuditStore::pendingEntry)
        .toList();
  }

  static AuditEntry pendingEntry(Item item) {
    return new AuditEntry(
        Uuids.fromBytes(item.sort().slice(Long.BYTES, Long.BYTES + 16).unsafeArray()),
        item.bytes(AuditOutbox.EVENT));
  }

  @Override
  public long size() {
    return items.get(SIZE_ITEM).map(item -> item.number(SIZE)).orElse(0L);
  }

  @Override
  public SequenceOutcome sequence(long size, List<UUID> entries) {
    if (entries.size() > MAX_SEQUENCED || new HashSet<>(entries).size() < entries.size()) {
      throw new IllegalArgumentException("too many entries to sequence, or one twice");
    }
    List<ItemKey> pending = pendingKeys(entries);
    List<Optional<Item>> events = new ArrayList<>();
    Map<ItemKey, Item> found = items.getAll(pending);
    pending.forEach(key -> events.add(Optional.ofNullable(found.get(key))));
    if (pending.size() < entries.size() || events.stream().anyMatch(Optional::isEmpty)) {
      return size() == size ? SequenceOutcome.NOT_PENDING : SequenceOutcome.SIZE_CHANGED;
    }
    List<Write> writes = new ArrayList<>();
    Write grown =
        Write.update(SIZE_ITEM, "SET n = :next")
            .when(size == 0 ? "attribute_not_exists(n) OR n = :size" : "n = :size")
            .with("next", size + entries.size())
            .with("size", size);
    writes.add(grown);
    for (int i = 0; i < entries.size(); i++) {
      writes.add(Write.delete(pending.get(i)).whenPresent());
      writes.add(
          Write.put(logged(size + i))
              .set(ID, Attr.of(Uuids.toBytes(entries.get(i))))
              .set(AuditOutbox.EVENT, events.get(i).orElseThrow().bytes(AuditOutbox.EVENT))
              .whenAbsent());
    }
    return switch (items.commit(writes)) {
      case CommitOutcome.Committed _ -> SequenceOutcome.SEQUENCED;
      case CommitOutcome.Refused refused ->
          refused.names(grown) ? SequenceOutcome.SIZE_CHANGED : SequenceOutcome.NOT_PENDING;
    };
  }

  /// Of those that are known at all.
  private List<ItemKey> pendingKeys(List<UUID> entries) {
    List<Bytes> ids = entries.stream().map(entry -> Bytes.wrap(Uuids.toBytes(entry))).toList();
    Map<ItemKey, Item> known =
        ids.isEmpty() ? Map.of() : items.getAll(ids.stream().map(AuditOutbox::byId).toList());
    return ids.stream()
        .filter(id -> known.containsKey(AuditOutbox.byId(id)))
        .map(id ->
            AuditOutbox.pending(
                Optional.ofNullable(known.get(AuditOutbox.byId(id)))
                    .orElseThrow()
                    .number(AuditOutbox.AT),
                id))
        .toList();
  }

  static ItemKey logged(long index) {
    return new ItemKey(Table.AUDIT, Attr.key('l', index / PARTITION), Attr.key(index));
  }

  @Override
  public List<SequencedEntry> read(long from, int max) {
    List<SequencedEntry> read = new ArrayList<>();
    long next = from;
    while (read.size() < max) {
      long end = (next / PARTITION + 1) * PARTITION;
      ItemKey first = logged(next);
      List<Item> found =
          items.list(
              Range.of(Table.AUDIT, first.partition(), first.sort(), logged(end - 1).sort())
                  .examining(max - read.size()),
              max - read.size());
      found.forEach(item -> read.add(sequenced(item)));
      if (next + found.size() < end) {
        return read;
      }
      next = end;
    }
    return read;
  }

  private static SequencedEntry sequenced(Item item) {
    return new SequencedEntry(
        item.sortFrom(0).getLong(),
        new AuditEntry(
            Uuids.fromBytes(item.bytes(ID).unsafeArray()), item.bytes(AuditOutbox.EVENT)));
  }
}
