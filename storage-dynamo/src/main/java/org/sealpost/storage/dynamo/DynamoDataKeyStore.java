package org.sealpost.storage.dynamo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.datakeys.DataKeyStore;
import org.sealpost.storage.datakeys.KeyOwner;
import org.sealpost.storage.datakeys.OwnedKey;
import org.sealpost.storage.datakeys.RetiredGeneration;
import org.sealpost.storage.datakeys.WrappedKey;

/// Data keys, an item each.
final class DynamoDataKeyStore implements DataKeyStore {
  private static final String GENERATION = "g";
  private static final String WRAPPED = "b";

  private final Items items;
  private final KeyGenerations generations;

  DynamoDataKeyStore(Items items, KeyGenerations generations) {
    this.items = items;
    this.generations = generations;
  }

  static Write item(KeyOwner owner, WrappedKey key) {
    return Write.put(Layout.dataKey(owner))
        .set(GENERATION, key.generation())
        .set(WRAPPED, key.wrapped());
  }

  static WrappedKey key(Item item) {
    return new WrappedKey((int) item.number(GENERATION), item.bytes(WRAPPED));
  }

  /// Holds while the owner has this very key.
  static Write unchanged(Write write, WrappedKey key) {
    return write
        .when("g = :present AND b = :wrapped")
        .with("present", key.generation())
        .with("wrapped", key.wrapped());
  }

  @Override
  public Optional<WrappedKey> find(KeyOwner owner) {
    return items.get(Layout.dataKey(owner)).map(DynamoDataKeyStore::key);
  }

  @Override
  public WrappedKey putIfAbsent(KeyOwner owner, WrappedKey key) {
    Optional<WrappedKey> kept = find(owner);
    if (kept.isPresent()) {
      return kept.get();
    }
    Write put = item(owner, key).whenAbsent();
    CommitOutcome outcome =
        items.commit(
            put,
            generations.index(owner, key.generation()),
            generations.count(owner, key.generation()));
    return switch (outcome) {
      case CommitOutcome.Committed _ -> key;
      case CommitOutcome.Refused refused ->
          refused.foundAt(put).map(DynamoDataKeyStore::key).orElseThrow(RetiredGeneration::new);
    };
  }

  @Override
  public List<OwnedKey> wrappedBefore(int generation, int max) {
    List<KeyOwner> owners = generations.ownersBefore(generation, max);
    Map<ItemKey, Item> keys = items.getAll(owners.stream().map(Layout::dataKey).toList());
    List<OwnedKey> owned = new ArrayList<>();
    for (KeyOwner owner : owners) {
      Optional.ofNullable(keys.get(Layout.dataKey(owner)))
          .map(DynamoDataKeyStore::key)
          .filter(key -> key.generation() < generation)
          .ifPresent(key -> owned.add(new OwnedKey(owner, key)));
    }
    return owned;
  }

  @Override
  public boolean rewrap(OwnedKey present, WrappedKey next) {
    int from = present.key().generation();
    Write put = unchanged(item(present.owner(), next), present.key());
    List<Write> writes = new ArrayList<>();
    writes.add(put);
    writes.add(generations.recount(present.owner(), from, next.generation()));
    if (from != next.generation()) {
      writes.add(generations.reindex(present.owner(), from));
      writes.add(generations.index(present.owner(), next.generation()));
    }
    return switch (items.commit(writes)) {
      case CommitOutcome.Committed _ -> true;
      case CommitOutcome.Refused refused -> {
        if (!refused.names(put)) {
          throw new RetiredGeneration();
        }
        yield false;
      }
    };
  }

  @Override
  public boolean retireBefore(int generation, List<AuditEntry> audit) {
    return generations.retireBefore(generation, audit);
  }

  @Override
  public int oldestGeneration() {
    return generations.oldest();
  }
}
