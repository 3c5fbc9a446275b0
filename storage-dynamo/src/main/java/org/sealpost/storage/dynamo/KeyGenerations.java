package org.sealpost.storage.dynamo;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.sealpost.protocol.Bytes;
import org.sealpost.storage.StorageBusy;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.datakeys.KeyOwner;
import org.sealpost.storage.datakeys.WrappedKey;

/// How many data keys each generation wraps, and which generations are retired, in a few items that
/// share the owners: each write of a key counts in its owner's item, so that retiring, which writes
/// all of them, and the write of a key are one after the other.
final class KeyGenerations {
  /// Each account that is created or deleted writes one of them.
  private static final int SHARDS = 8;

  private static final String OLDEST = "oldest";
  private static final String VERSION = "ver";
  private static final String COUNT = "c";
  private static final int FIRST = 1;
  private static final int MOST_ROUNDS = 8;

  private final Items items;
  private final AuditOutbox audit;

  KeyGenerations(Items items, AuditOutbox audit) {
    this.items = items;
    this.audit = audit;
  }

  private static int shard(KeyOwner owner) {
    return Math.floorMod(owner.text().hashCode(), SHARDS);
  }

  private static ItemKey shardItem(int shard) {
    return Layout.registryItem(Layout.registry("generations"), Attr.key(shard));
  }

  private static Bytes indexPartition(int generation, int shard) {
    return Layout.registry("keys", generation, shard);
  }

  private static ItemKey indexItem(KeyOwner owner, int generation) {
    return Layout.registryItem(
        indexPartition(generation, shard(owner)),
        Bytes.wrap(owner.text().getBytes(StandardCharsets.UTF_8)));
  }

  /// By which the key is found when its generation ends.
  Write index(KeyOwner owner, int generation) {
    return Write.put(indexItem(owner, generation));
  }

  /// Counts a new key; does not hold when its generation is retired.
  Write count(KeyOwner owner, int generation) {
    return Write.update(
            shardItem(shard(owner)), "ADD %s%d :one, ver :one".formatted(COUNT, generation))
        .when(isNotRetired(generation))
        .with("one", 1)
        .with("generation", generation);
  }

  /// In a new store none is retired but what is before the first.
  private static String isNotRetired(int generation) {
    String written = "oldest <= :generation";
    return generation < FIRST ? written : "attribute_not_exists(oldest) OR " + written;
  }

  /// Counts a key that changes its generation.
  Write recount(KeyOwner owner, int from, int to) {
    String counts =
        from == to
            ? "ADD ver :one"
            : "ADD %s%d :less, %s%d :one, ver :one".formatted(COUNT, from, COUNT, to);
    Write write =
        Write.update(shardItem(shard(owner)), counts)
            .when(isNotRetired(to))
            .with("one", 1)
            .with("generation", to);
    return from == to ? write : write.with("less", -1);
  }

  Write reindex(KeyOwner owner, int from) {
    return Write.delete(indexItem(owner, from));
  }

  /// The key goes with its account; does not hold when it was wrapped anew meanwhile.
  List<Write> forget(KeyOwner owner, WrappedKey key) {
    return List.of(
        DynamoDataKeyStore.unchanged(Write.delete(Layout.dataKey(owner)), key),
        Write.delete(indexItem(owner, key.generation())),
        Write.update(
                shardItem(shard(owner)),
                "ADD %s%d :less, ver :one".formatted(COUNT, key.generation()))
            .with("less", -1)
            .with("one", 1));
  }

  /// Owners of keys of generations before this one, at most so many.
  List<KeyOwner> ownersBefore(int generation, int max) {
    List<KeyOwner> owners = new ArrayList<>();
    List<Optional<Item>> shards = shards();
    for (int shard = 0; shard < SHARDS; shard++) {
      for (int wrapping : wrappingBefore(generation, shards.get(shard))) {
        Range range = Layout.registry(indexPartition(wrapping, shard));
        items
            .list(range, max - owners.size())
            .forEach(item ->
                owners.add(
                    KeyOwner.of(new String(item.sort().unsafeArray(), StandardCharsets.UTF_8))));
      }
    }
    return owners;
  }

  private List<Optional<Item>> shards() {
    return IntStream.range(0, SHARDS).mapToObj(shard -> items.get(shardItem(shard))).toList();
  }

  private static Set<Integer> wrappingBefore(int generation, Optional<Item> shard) {
    Set<Integer> wrapping = new HashSet<>();
    shard.ifPresent(item -> {
      for (String name : item.values().keySet()) {
        if (name.matches(COUNT + "\\d+") && item.number(name) > 0) {
          int counted = Integer.parseInt(name.substring(COUNT.length()));
          if (counted < generation) {
            wrapping.add(counted);
          }
        }
      }
    });
    return wrapping;
  }

  boolean retireBefore(int generation, List<AuditEntry> audited) {
    for (int round = 1; round <= MOST_ROUNDS; round++) {
      List<Optional<Item>> shards = shards();
      if (shards.stream().anyMatch(shard -> !wrappingBefore(generation, shard).isEmpty())) {
        return false;
      }
      List<Write> writes = new ArrayList<>();
      if (oldest(shards.getFirst()) < generation) {
        for (int shard = 0; shard < SHARDS; shard++) {
          writes.add(retire(shard, shards.get(shard), generation));
        }
      }
      if (audit.commit(writes, audited).isCommitted()) {
        return true;
      }
      Attempts.pause(round);
    }
    throw new StorageBusy("data keys are written again and again");
  }

  private static Write retire(int shard, Optional<Item> present, int generation) {
    Write write =
        Write.update(shardItem(shard), "SET oldest = :oldest ADD ver :one")
            .with("oldest", generation)
            .with("one", 1);
    Optional<Long> version = present.flatMap(item -> item.maybeNumber(VERSION));
    return version.isEmpty()
        ? write.when("attribute_not_exists(ver)")
        : write.when("ver = :ver").with("ver", version.get());
  }

  /// Of a store that is being filled.
  List<Write> startAt(int generation) {
    return IntStream.range(0, SHARDS)
        .mapToObj(shard ->
            Write.update(shardItem(shard), "SET oldest = :oldest").with("oldest", generation))
        .toList();
  }

  int oldest() {
    return oldest(items.get(shardItem(0)));
  }

  private static int oldest(Optional<Item> shard) {
    return shard.flatMap(item -> item.maybeNumber(OLDEST)).map(Long::intValue).orElse(FIRST);
  }
}
