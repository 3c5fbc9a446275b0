package org.sealpost.storage.dynamo;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.sealpost.protocol.Bytes;
import org.sealpost.storage.StorageBusy;
import org.sealpost.storage.accounts.FormerAccount;
import org.sealpost.storage.accounts.FormerAccountStore;
import org.sealpost.storage.audit.AuditEntry;

/// What is remembered of deleted accounts: an item of the number, and one by the time at which it
/// is forgotten. An account that gets the number removes the first; the other stays behind, says
/// nothing any more, and is swept.
final class DynamoFormerAccountStore implements FormerAccountStore {
  static final Bytes BY_TIME = Layout.registry("former");
  private static final String SEALED = "b";
  private static final String UNTIL = "x";
  private static final int MOST_ROUNDS = 8;

  private final Items items;
  private final AuditOutbox audit;

  DynamoFormerAccountStore(Items items, AuditOutbox audit) {
    this.items = items;
    this.audit = audit;
  }

  private static ItemKey byTime(Bytes numberHash, long until) {
    return Layout.registryItem(BY_TIME, Attr.key(until, numberHash));
  }

  static List<Write> writes(FormerAccount account) {
    long until = Times.nanos(account.until());
    return Stream.of(
            Write.put(Layout.former(account.numberHash()))
                .set(SEALED, account.sealed())
                .set(UNTIL, until),
            Write.put(byTime(account.numberHash(), until)))
        .map(write -> write.set(Table.TTL, Times.backstop(account.until())))
        .toList();
  }

  private Optional<Item> item(Bytes numberHash) {
    return items.get(Layout.former(numberHash));
  }

  private static FormerAccount account(Bytes numberHash, Item item) {
    return new FormerAccount(numberHash, item.bytes(SEALED), Times.instant(item.number(UNTIL)));
  }

  @Override
  public Optional<FormerAccount> find(Bytes numberHash, Instant now) {
    return item(numberHash)
        .map(item -> account(numberHash, item))
        .filter(account -> account.until().isAfter(now));
  }

  @Override
  public boolean forget(Bytes numberHash, List<AuditEntry> audited) {
    for (int round = 1; round <= MOST_ROUNDS; round++) {
      Optional<Item> there = item(numberHash);
      if (there.isEmpty()) {
        return false;
      }
      if (audit.commit(removal(numberHash, there.get()), audited).isCommitted()) {
        return true;
      }
      Attempts.pause(round);
    }
    throw new StorageBusy("a number is taken and left again and again");
  }

  /// Holds while it is the same.
  private static List<Write> removal(Bytes numberHash, Item item) {
    return List.of(
        Write.delete(Layout.former(numberHash))
            .when("x = :until")
            .with("until", item.number(UNTIL)),
        Write.delete(byTime(numberHash, item.number(UNTIL))));
  }

  @Override
  public int sweepExpired(Instant now, int max) {
    Bytes last = Attr.key(Times.nanos(now), Times.LAST_HASH);
    Range over = Range.of(Table.REGISTRY, BY_TIME, Attr.key(0L), last);
    int swept = 0;
    for (List<Item> some = items.list(over, max);
        swept < max && !some.isEmpty();
        some = items.list(over, max - swept)) {
      for (Item timed : some) {
        if (sweep(timed)) {
          swept++;
        }
      }
    }
    return swept;
  }

  /// Whether it was remembered still.
  private boolean sweep(Item timed) {
    Optional<Item> item = item(numberHash(timed)).filter(found -> isTimed(found, timed));
    if (item.isEmpty()) {
      CommitOutcome _ = items.commit(Write.delete(timed.key(Table.REGISTRY)));
      return false;
    }
    return items.commit(removal(numberHash(timed), item.get())).isCommitted();
  }

  private static Bytes numberHash(Item timed) {
    return timed.sort().slice(Long.BYTES, timed.sort().size());
  }

  private static boolean isTimed(Item found, Item timed) {
    return found.number(UNTIL) == timed.sortFrom(0).getLong();
  }

  /// Empty where the item by time has stayed behind.
  Optional<FormerAccount> timed(Item timed) {
    return item(numberHash(timed))
        .filter(found -> isTimed(found, timed))
        .map(found -> account(numberHash(timed), found));
  }
}
