package org.sealpost.storage.dynamo;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sealpost.protocol.Bytes;
import org.sealpost.storage.registration.SessionRecord;

/// Verification sessions: an item each, and two more by age, of all and of its address, so that the
/// oldest can go when there are too many. All three are written together, and the count of all with
/// them.
final class VerificationSessions {
  private static final String ADDRESS = "a";
  private static final String CREATED = "t";
  private static final String EXPIRES = "x";
  private static final String VERSION = "v";
  private static final String SEALED = "b";
  static final Bytes BY_AGE = Layout.registry("sessions");
  static final ItemKey COUNT = Layout.registryItem(Layout.registry("session-count"));

  private static final int SPARE = 500;

  private final Items items;

  VerificationSessions(Items items) {
    this.items = items;
  }

  private static ItemKey key(Bytes idHash) {
    return Layout.registryItem(Layout.registry("session", idHash));
  }

  private static Bytes byAddress(Bytes addressHash) {
    return Layout.registry("address", addressHash);
  }

  private static Bytes age(SessionRecord session) {
    return Attr.key(Times.nanos(session.createdAt()), session.idHash());
  }

  static Bytes idHash(Item aged) {
    return aged.sort().slice(Long.BYTES, aged.sort().size());
  }

  private static Write item(SessionRecord session) {
    return Write.put(key(session.idHash()))
        .set(ADDRESS, session.addressHash())
        .set(CREATED, Times.nanos(session.createdAt()))
        .set(EXPIRES, Times.nanos(session.expiresAt()))
        .set(VERSION, session.version())
        .set(SEALED, session.sealed())
        .set(Table.TTL, Times.backstop(session.expiresAt()));
  }

  private static List<Write> byAge(SessionRecord session) {
    return List.of(aged(BY_AGE, session), aged(byAddress(session.addressHash()), session));
  }

  private static Write aged(Bytes partition, SessionRecord session) {
    return Write.put(Layout.registryItem(partition, age(session)))
        .set(EXPIRES, Times.nanos(session.expiresAt()))
        .set(Table.TTL, Times.backstop(session.expiresAt()));
  }

  void open(SessionRecord session, int maxPerAddress, int maxInAll, Instant now) {
    CommitOutcome _ = items.commit(opening(session));
    int _ = keepNewest(byAddress(session.addressHash()), maxPerAddress, now);
    long counted = items.get(COUNT).map(count -> count.number("n")).orElse(0L);
    if (counted > maxInAll) {
      // a few less, so that not every session that comes then reads all of them
      int found = keepNewest(BY_AGE, maxInAll - maxInAll / SPARE, now);
      if (found < counted) {
        correct(counted, found);
      }
    }
  }

  /// The service removes what expired long ago without counting it.
  private void correct(long counted, long found) {
    CommitOutcome _ =
        items.commit(
            Write.update(COUNT, "SET n = :found")
                .when("n = :counted")
                .with("found", found)
                .with("counted", counted));
  }

  static List<Write> opening(SessionRecord session) {
    List<Write> writes = new ArrayList<>();
    writes.add(item(session).whenAbsent());
    writes.addAll(byAge(session));
    writes.add(count(1));
    return writes;
  }

  private static Write count(int change) {
    return Write.update(COUNT, "ADD n :change").with("change", change);
  }

  /// What has expired does not count and goes first.
  ///
  /// @return how many there were
  private int keepNewest(Bytes partition, int max, Instant now) {
    List<Item> all = items.list(Layout.registry(partition), Integer.MAX_VALUE);
    if (all.size() <= max) {
      return all.size();
    }
    List<Item> living = new ArrayList<>();
    for (Item aged : all) {
      if (isExpired(aged, now)) {
        boolean _ = remove(idHash(aged), aged.key(Table.REGISTRY));
      } else {
        living.add(aged);
      }
    }
    for (Item aged : living.subList(0, Math.max(0, living.size() - max))) {
      boolean _ = remove(idHash(aged), aged.key(Table.REGISTRY));
    }
    return all.size();
  }

  private static boolean isExpired(Item item, Instant now) {
    return item.number(EXPIRES) <= Times.nanos(now);
  }

  /// Whether it was there.
  ///
  /// @param found the item by age that led to it; without a session it goes alone
  private boolean remove(Bytes idHash, ItemKey found) {
    Optional<SessionRecord> session = find(idHash);
    if (session.isEmpty()) {
      CommitOutcome _ = items.commit(Write.delete(found));
      return false;
    }
    Bytes age = age(session.get());
    return items
        .commit(
            Write.delete(key(idHash)).whenPresent(),
            Write.delete(Layout.registryItem(BY_AGE, age)),
            Write.delete(Layout.registryItem(byAddress(session.get().addressHash()), age)),
            count(-1))
        .isCommitted();
  }

  Optional<SessionRecord> find(Bytes idHash) {
    return items
        .get(key(idHash))
        .map(item ->
            new SessionRecord(
                idHash,
                item.bytes(ADDRESS),
                Times.instant(item.number(CREATED)),
                Times.instant(item.number(EXPIRES)),
                item.number(VERSION),
                item.bytes(SEALED)));
  }

  /// Holds while the stored version is the one before; the items by age have its new expiry then.
  List<Write> update(SessionRecord next) {
    List<Write> writes = new ArrayList<>();
    writes.add(item(next).when("v = :before").with("before", next.version() - 1));
    writes.addAll(byAge(next));
    return writes;
  }

  /// As an update; the items by age of one that begins anew take the place of those it had.
  List<Write> replace(SessionRecord stored, SessionRecord next) {
    List<Write> writes = update(next);
    if (!stored.createdAt().equals(next.createdAt())) {
      byAge(stored).forEach(aged -> writes.add(Write.delete(aged.key())));
    }
    return writes;
  }

  static Write isBefore(SessionRecord next) {
    return Write.check(key(next.idHash())).when("v = :before").with("before", next.version() - 1);
  }

  int sweepExpired(Instant now, int max) {
    List<Item> expired =
        items.list(
            Layout.registry(BY_AGE).where("x <= :now", "now", Attr.of(Times.nanos(now))), max);
    int removed = 0;
    for (Item aged : expired) {
      if (remove(idHash(aged), aged.key(Table.REGISTRY))) {
        removed++;
      }
    }
    return removed;
  }
}
