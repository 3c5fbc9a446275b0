package org.sealpost.storage.dynamo;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.IdentityType;
import org.sealpost.storage.StorageBusy;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.accounts.DeviceChanges.RekeyedDevice;
import org.sealpost.storage.prekeys.PreKeyCount;
import org.sealpost.storage.prekeys.PreKeyOwner;
import org.sealpost.storage.prekeys.PreKeyStore;
import org.sealpost.storage.prekeys.PreKeyUpload;
import org.sealpost.storage.prekeys.RepeatedUseKeys;
import org.sealpost.storage.prekeys.SealedPreKey;
import org.sealpost.storage.prekeys.TakenKeys;

/// Prekeys. A pointer item for each device and identity has the repeated-use keys and names the
/// generation of one-time keys that counts. An upload writes a new generation, which nobody sees,
/// then moves the pointer by one conditional write, then removes the old one.
final class DynamoPreKeyStore implements PreKeyStore {
  static final String SIGNED = "sp";
  static final String LAST_RESORT = "lr";

  /// Of a pointer; absent for the first set.
  static final String KEY_SET = "ks";

  static final String ROW = "r";
  static final String SEALED = "b";

  /// Of so many oldest keys one is taken, when several want one at the same time.
  private static final int OLDEST = 8;

  private static final int MOST_ROUNDS = 8;

  /// A generation that is not the pointer's and older than this is nobody's upload under way.
  private static final Duration FORGOTTEN = Duration.ofHours(1);

  /// One-time keys come in two kinds; the name is also the pointer's attribute.
  enum Kind {
    EC("ec", 'e'),
    KYBER("ky", 'k');

    final String attribute;
    final char letter;

    Kind(String attribute, char letter) {
      this.attribute = attribute;
      this.letter = letter;
    }
  }

  private final Items items;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  DynamoPreKeyStore(Items items, Clock clock) {
    this.items = items;
    this.clock = clock;
  }

  static ItemKey pointer(PreKeyOwner owner) {
    return Layout.pointer(owner.device(), owner.identity());
  }

  static int keySet(Item pointer) {
    return pointer.maybeNumber(KEY_SET).map(Long::intValue).orElse(0);
  }

  /// The pointer, where it is of the owner's key set.
  private Optional<Item> find(PreKeyOwner owner) {
    return items.get(pointer(owner)).filter(found -> isOf(owner, found));
  }

  private static boolean isOf(PreKeyOwner owner, Item pointer) {
    return keySet(pointer) == owner.keySet();
  }

  static RepeatedUseKeys repeatedUse(Item pointer) {
    return new RepeatedUseKeys(pointer.bytes(SIGNED), pointer.bytes(LAST_RESORT));
  }

  static Optional<Bytes> generation(Item pointer, Kind kind) {
    return pointer.has(kind.attribute)
        ? Optional.of(pointer.bytes(kind.attribute))
        : Optional.empty();
  }

  @Override
  public boolean publish(PreKeyOwner owner, PreKeyUpload upload) {
    Optional<Item> before = find(owner);
    if (before.isEmpty()) {
      return false;
    }
    Optional<Bytes> ec = writeGeneration(owner, Kind.EC, upload.ecOneTime());
    Optional<Bytes> kyber = writeGeneration(owner, Kind.KYBER, upload.kyberOneTime());
    if (ec.isEmpty()
        && kyber.isEmpty()
        && upload.signedPreKey().isEmpty()
        && upload.lastResortKey().isEmpty()) {
      return true;
    }
    for (int round = 1; round <= MOST_ROUNDS && before.isPresent(); round++) {
      Write moved = move(owner, upload, before.get(), ec, kyber);
      switch (items.commit(moved)) {
        case CommitOutcome.Committed _ -> {
          Item former = before.get();
          ec.ifPresent(_ -> cleanUp(owner, Kind.EC, generation(former, Kind.EC), true));
          kyber.ifPresent(_ -> cleanUp(owner, Kind.KYBER, generation(former, Kind.KYBER), true));
          return true;
        }
        case CommitOutcome.Refused refused ->
            before = refused.foundAt(moved).filter(found -> isOf(owner, found));
      }
      Attempts.pause(round);
    }
    ec.ifPresent(_ -> cleanUp(owner, Kind.EC, ec, false));
    kyber.ifPresent(_ -> cleanUp(owner, Kind.KYBER, kyber, false));
    if (before.isPresent()) {
      throw new StorageBusy("prekeys of one device are uploaded again and again");
    }
    return false;
  }

  /// Holds while the pointer is of the owner's key set and names the generations that it had: an
  /// attempt whose answer was lost must not move it a second time, over an upload that came after
  /// it.
  private static Write move(
      PreKeyOwner owner,
      PreKeyUpload upload,
      Item before,
      Optional<Bytes> ec,
      Optional<Bytes> kyber) {
    List<String> changes = new ArrayList<>();
    List<String> conditions = new ArrayList<>(List.of("attribute_exists(k)"));
    conditions.add(owner.keySet() == 0 ? "attribute_not_exists(ks)" : "ks = :set");
    Map<String, Bytes> values = new LinkedHashMap<>();
    ec.ifPresent(next -> replace(Kind.EC, before, next, changes, conditions, values));
    kyber.ifPresent(next -> replace(Kind.KYBER, before, next, changes, conditions, values));
    upload.signedPreKey().ifPresent(key -> set(SIGNED, key, changes, values));
    upload.lastResortKey().ifPresent(key -> set(LAST_RESORT, key, changes, values));
    Write moved =
        Write.update(pointer(owner), "SET " + String.join(", ", changes))
            .when(String.join(" AND ", conditions));
    values.forEach(moved::with);
    return owner.keySet() == 0 ? moved : moved.with("set", owner.keySet());
  }

  private static void set(
      String attribute, Bytes value, List<String> changes, Map<String, Bytes> values) {
    changes.add(attribute + " = :" + attribute);
    values.put(attribute, value);
  }

  private static void replace(
      Kind kind,
      Item before,
      Bytes next,
      List<String> changes,
      List<String> conditions,
      Map<String, Bytes> values) {
    set(kind.attribute, next, changes, values);
    Optional<Bytes> former = generation(before, kind);
    former.ifPresentOrElse(
        generation -> {
          conditions.add(kind.attribute + " = :was" + kind.attribute);
          values.put("was" + kind.attribute, generation);
        },
        () -> conditions.add("attribute_not_exists(" + kind.attribute + ")"));
  }

  /// Its name begins with the time, so that what an upload left behind that broke off can be told
  /// from one that is under way.
  private Optional<Bytes> writeGeneration(PreKeyOwner owner, Kind kind, List<SealedPreKey> keys) {
    if (keys.isEmpty()) {
      return Optional.empty();
    }
    Bytes generation = Attr.key(clock.millis(), random.nextLong());
    List<Write> writes = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      writes.add(
          Write.put(Layout.oneTime(owner.device(), owner.identity(), kind.letter, generation, i))
              .set(ROW, keys.get(i).rowId())
              .set(SEALED, keys.get(i).sealed()));
    }
    items.writeAll(writes);
    return Optional.of(generation);
  }

  /// Removes a generation that nobody can see, and with `broken` what uploads left that broke off.
  /// What stays behind because the service does not answer goes with a later upload.
  private void cleanUp(PreKeyOwner owner, Kind kind, Optional<Bytes> goes, boolean broken) {
    long forgotten = clock.millis() - FORGOTTEN.toMillis();
    List<Write> writes = new ArrayList<>();
    try {
      boolean _ =
          items.query(
              Layout.allGenerations(owner.device(), owner.identity(), kind.letter).only("k, s"),
              item -> {
                byte[] name = new byte[2 * Long.BYTES];
                item.sortFrom(3).get(name);
                boolean isForgotten = broken && ByteBuffer.wrap(name).getLong() < forgotten;
                if (isForgotten || goes.filter(Bytes.wrap(name)::equals).isPresent()) {
                  writes.add(Write.delete(item.key(Table.PREKEYS)));
                }
                return true;
              });
      items.writeAll(writes);
    } catch (StorageUnavailable e) {
      // the upload itself is done, or refused
    }
  }

  /// Removes the one-time keys of sets before, which no pointer names any more. What this misses,
  /// for it was not done or an upload was under way, goes with a later upload or with the device.
  void forgetFormer(List<RekeyedDevice> devices, Map<ItemKey, Item> pointersBefore) {
    for (RekeyedDevice device : devices) {
      PreKeyOwner owner = new PreKeyOwner(device.inbox(), IdentityType.PNI, device.keySet());
      Optional<Item> before = Optional.ofNullable(pointersBefore.get(pointer(owner)));
      for (Kind kind : Kind.values()) {
        Optional<Bytes> goes = before.flatMap(pointer -> generation(pointer, kind));
        if (goes.isPresent()) {
          cleanUp(owner, kind, goes, false);
        }
      }
    }
  }

  @Override
  public List<TakenKeys> take(List<PreKeyOwner> owners) {
    List<TakenKeys> taken = new ArrayList<>();
    for (PreKeyOwner owner : owners) {
      find(owner)
          .ifPresent(pointer ->
              taken.add(
                  new TakenKeys(
                      owner,
                      repeatedUse(pointer),
                      takeOne(owner, Kind.EC, pointer),
                      takeOne(owner, Kind.KYBER, pointer))));
    }
    return taken;
  }

  private Optional<SealedPreKey> takeOne(PreKeyOwner owner, Kind kind, Item pointer) {
    Optional<Bytes> generation = generation(pointer, kind);
    for (int round = 0; generation.isPresent(); round++) {
      Range range =
          Layout.oneTime(owner.device(), owner.identity(), kind.letter, generation.get())
              .examining(OLDEST);
      List<Item> oldest = items.list(range, OLDEST);
      if (oldest.isEmpty()) {
        Optional<Bytes> now = find(owner).flatMap(found -> generation(found, kind));
        if (now.equals(generation)) {
          return Optional.empty();
        }
        generation = now;
        continue;
      }
      // The oldest; who lost the race for it tries any, so that they do not meet again.
      int chosen = round == 0 ? 0 : ThreadLocalRandom.current().nextInt(oldest.size());
      Item key = oldest.get(chosen);
      if (items.commit(Write.delete(key.key(Table.PREKEYS)).whenPresent()).isCommitted()) {
        return Optional.of(new SealedPreKey(key.number(ROW), key.bytes(SEALED)));
      }
    }
    return Optional.empty();
  }

  @Override
  public PreKeyCount count(PreKeyOwner owner) {
    return find(owner)
        .map(pointer ->
            new PreKeyCount(count(owner, Kind.EC, pointer), count(owner, Kind.KYBER, pointer)))
        .orElse(new PreKeyCount(0, 0));
  }

  private int count(PreKeyOwner owner, Kind kind, Item pointer) {
    return generation(pointer, kind)
        .map(generation ->
            items
                .list(
                    Layout.oneTime(owner.device(), owner.identity(), kind.letter, generation)
                        .only("k"),
                    Integer.MAX_VALUE)
                .size())
        .orElse(0);
  }

  @Override
  public Optional<RepeatedUseKeys> repeatedUse(PreKeyOwner owner) {
    return find(owner).map(DynamoPreKeyStore::repeatedUse);
  }
}
