package org.sealpost.storage.dynamo;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.StorageBusy;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.profiles.ProfileStore;

/// Profile versions, an item each, and an index for each account that names those that count, in
/// the order in which they were written. Its generation is new when all of them were forgotten.
final class DynamoProfileStore implements ProfileStore {
  static final String GENERATION = "g";
  static final int GENERATION_BYTES = 8;

  static final String HASHES = "h";
  static final String SEALED = "b";
  static final int HASH_BYTES = 32;
  private static final int MOST_ROUNDS = 8;

  /// What the account has now.
  private record Index(Optional<Bytes> stored, Bytes generation, List<Bytes> hashes) {}

  private final Items items;
  private final SecureRandom random = new SecureRandom();

  DynamoProfileStore(Items items) {
    this.items = items;
  }

  @Override
  public boolean put(
      Aci account, InboxId writer, Bytes versionHash, Bytes sealed, int maxVersions) {
    for (int round = 1; round <= MOST_ROUNDS; round++) {
      Index index = index(account);
      Write isLiving = DeviceWrites.isLiving(writer);
      switch (items.commit(writes(account, index, versionHash, sealed, maxVersions, isLiving))) {
        case CommitOutcome.Committed _ -> {
          return true;
        }
        case CommitOutcome.Refused refused -> {
          if (refused.names(isLiving)) {
            return false;
          }
        }
      }
      Attempts.pause(round);
    }
    throw new StorageBusy("profiles of one account are written again and again");
  }

  private Index index(Aci account) {
    Optional<Item> found = items.get(Layout.profileIndex(account));
    if (found.isEmpty()) {
      byte[] generation = new byte[GENERATION_BYTES];
      random.nextBytes(generation);
      return new Index(Optional.empty(), Bytes.wrap(generation), List.of());
    }
    Bytes joined = found.get().bytes(HASHES);
    List<Bytes> hashes = new ArrayList<>();
    for (int from = 0; from < joined.size(); from += HASH_BYTES) {
      hashes.add(joined.slice(from, from + HASH_BYTES));
    }
    return new Index(Optional.of(joined), found.get().bytes(GENERATION), hashes);
  }

  private static List<Write> writes(
      Aci account, Index index, Bytes versionHash, Bytes sealed, int maxVersions, Write isLiving) {
    List<Bytes> next = new ArrayList<>(index.hashes());
    next.remove(versionHash);
    next.add(versionHash);
    List<Write> writes = new ArrayList<>();
    writes.add(isLiving);
    while (next.size() > maxVersions) {
      writes.add(Write.delete(Layout.profile(account, index.generation(), next.removeFirst())));
    }
    Write indexed =
        Write.put(Layout.profileIndex(account))
            .set(GENERATION, index.generation())
            .set(HASHES, Attr.key(next.toArray()));
    writes.add(
        index.stored().isEmpty()
            ? indexed.whenAbsent()
            : indexed
                .when("g = :generation AND h = :hashes")
                .with("generation", index.generation())
                .with("hashes", index.stored().get()));
    if (next.contains(versionHash)) {
      writes.add(
          Write.put(Layout.profile(account, index.generation(), versionHash)).set(SEALED, sealed));
    }
    return writes;
  }

  @Override
  public Optional<Bytes> find(Aci account, Bytes versionHash) {
    Index index = index(account);
    if (!index.hashes().contains(versionHash)) {
      return Optional.empty();
    }
    return items
        .get(Layout.profile(account, index.generation(), versionHash))
        .map(item -> item.bytes(SEALED));
  }
}
