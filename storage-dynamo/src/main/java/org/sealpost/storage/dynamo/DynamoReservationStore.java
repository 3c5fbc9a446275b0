package org.sealpost.storage.dynamo;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.protocol.Uuids;
import org.sealpost.storage.StorageBusy;
import org.sealpost.storage.accounts.ReservationStore;

/// Reserved usernames. A reservation is three items, written together: one of the username, which
/// says whose it is, one of the account, which says what it has, and one by the time at which it
/// lapses. When somebody takes a username whose reservation has lapsed, the other two of that
/// reservation stay behind; they say nothing any more and are swept.
final class DynamoReservationStore implements ReservationStore {
  static final Bytes BY_TIME = Layout.registry("reserved");
  private static final String NAME = "h";
  private static final String UNTIL = "x";
  private static final int MOST_ROUNDS = 12;

  private enum Attempt {
    RESERVED,
    TAKEN,
    NO_ACCOUNT,
    CHANGED
  }

  private final Items items;

  DynamoReservationStore(Items items) {
    this.items = items;
  }

  private static ItemKey byTime(Aci account, long until) {
    return Layout.registryItem(BY_TIME, Attr.key(until, DeviceWrites.bytes(account)));
  }

  private static boolean isOf(Aci account, Item reserved) {
    return reserved.bytes(AccountLookups.ACI).equals(Bytes.wrap(DeviceWrites.bytes(account)));
  }

  static List<Write> writes(Aci account, Bytes name, Instant until) {
    long lapses = Times.nanos(until);
    return Stream.of(
            Write.put(Layout.reservedUsername(name))
                .set(AccountLookups.ACI, Attr.of(DeviceWrites.bytes(account)))
                .set(UNTIL, lapses),
            Write.put(Layout.reservation(account)).set(NAME, name).set(UNTIL, lapses),
            Write.put(byTime(account, lapses)))
        .map(write -> write.set(Table.TTL, Times.backstop(until)))
        .toList();
  }

  @Override
  public Optional<Bytes> reserve(
      Aci account, List<Bytes> usernameHashes, Instant now, Instant until) {
    if (usernameHashes.isEmpty() || usernameHashes.size() > MAX_CANDIDATES) {
      throw new IllegalArgumentException("one username is reserved, out of twenty at most");
    }
    for (int round = 1; round <= MOST_ROUNDS; round++) {
      Optional<Item> held = held(account);
      Attempt last = Attempt.TAKEN;
      for (Bytes name : free(account, usernameHashes, now)) {
        last = reserve(account, name, held, now, until);
        if (last == Attempt.RESERVED) {
          return Optional.of(name);
        }
        if (last != Attempt.TAKEN) {
          break;
        }
      }
      if (last != Attempt.CHANGED) {
        return Optional.empty();
      }
      Attempts.pause(round);
    }
    throw new StorageBusy("an account reserves usernames again and again");
  }

  /// Those that nobody had at a moment of this call.
  private List<Bytes> free(Aci account, List<Bytes> names, Instant now) {
    List<Bytes> wanted = names.stream().distinct().toList();
    Map<ItemKey, Item> found =
        items.getAll(
            wanted.stream()
                .flatMap(name -> Stream.of(Layout.byUsername(name), Layout.reservedUsername(name)))
                .toList());
    return wanted.stream()
        .filter(name -> {
          Optional<Item> confirmed = Optional.ofNullable(found.get(Layout.byUsername(name)));
          Optional<Item> reserved = Optional.ofNullable(found.get(Layout.reservedUsername(name)));
          return confirmed.filter(item -> !isOf(account, item)).isEmpty()
              && reserved
                  .filter(item -> !isOf(account, item))
                  .filter(item -> item.number(UNTIL) > Times.nanos(now))
                  .isEmpty();
        })
        .toList();
  }

  private Attempt reserve(
      Aci account, Bytes name, Optional<Item> held, Instant now, Instant until) {
    Bytes aci = Bytes.wrap(DeviceWrites.bytes(account));
    List<Write> reserving = writes(account, name, until);
    Write reserved = isFree(reserving.getFirst(), account, now);
    Write own = unchanged(reserving.get(1), held);
    Write present = Write.check(Layout.document(account)).whenPresent();
    Write unconfirmed =
        Write.check(Layout.byUsername(name))
            .when("attribute_not_exists(k) OR a = :aci")
            .with("aci", aci);
    List<Write> writes = new ArrayList<>(reserving);
    writes.add(present);
    writes.add(unconfirmed);
    for (Write gone : forget(account, held)) {
      if (writes.stream().noneMatch(write -> write.key().equals(gone.key()))) {
        writes.add(gone);
      }
    }
    return switch (items.commit(writes)) {
      case CommitOutcome.Committed _ -> Attempt.RESERVED;
      case CommitOutcome.Refused refused -> {
        if (refused.names(present)) {
          yield Attempt.NO_ACCOUNT;
        }
        if (refused.names(own)) {
          yield Attempt.CHANGED;
        }
        yield refused.names(reserved) || refused.names(unconfirmed)
            ? Attempt.TAKEN
            : Attempt.CHANGED;
      }
    };
  }

  /// What the account's item has, lapsed or not.
  Optional<Item> held(Aci account) {
    return items.get(Layout.reservation(account));
  }

  /// The account's reservation goes; does not hold where it is another one by now. With its
  /// reservation go, where they are its own still, the items by name and by time.
  List<Write> end(Aci account, Optional<Item> held) {
    List<Write> writes = new ArrayList<>();
    writes.add(
        held.isEmpty()
            ? Write.check(Layout.reservation(account)).when("attribute_not_exists(k)")
            : unchanged(Write.delete(Layout.reservation(account)), held));
    writes.addAll(forget(account, held));
    return writes;
  }

  /// No other account's reservation stands in the way of this name; what has lapsed goes.
  Write free(Aci account, Bytes name, Instant now) {
    return isFree(Write.delete(Layout.reservedUsername(name)), account, now);
  }

  private static Write isFree(Write ofReservedName, Aci account, Instant now) {
    return ofReservedName
        .when("attribute_not_exists(k) OR a = :aci OR x <= :now")
        .with("aci", Bytes.wrap(DeviceWrites.bytes(account)))
        .with("now", Times.nanos(now));
  }

  private static Write unchanged(Write ofAccount, Optional<Item> held) {
    return held.isEmpty()
        ? ofAccount.whenAbsent()
        : ofAccount
            .when("h = :was AND x = :until")
            .with("was", held.get().bytes(NAME))
            .with("until", held.get().number(UNTIL));
  }

  private List<Write> forget(Aci account, Optional<Item> held) {
    List<Write> writes = new ArrayList<>();
    held.ifPresent(item -> {
      writes.add(Write.delete(byTime(account, item.number(UNTIL))));
      if (isItsOwn(account, item)) {
        writes.add(
            Write.delete(Layout.reservedUsername(item.bytes(NAME)))
                .when("a = :aci")
                .with("aci", Bytes.wrap(DeviceWrites.bytes(account))));
      }
    });
    return writes;
  }

  /// Whether nobody else has reserved the username since.
  private boolean isItsOwn(Aci account, Item held) {
    return items
        .get(Layout.reservedUsername(held.bytes(NAME)))
        .filter(reserved -> isOf(account, reserved))
        .isPresent();
  }

  @Override
  public Optional<Bytes> find(Aci account, Instant now) {
    return held(account)
        .filter(item -> item.number(UNTIL) > Times.nanos(now))
        .map(item -> item.bytes(NAME));
  }

  @Override
  public int sweepLapsed(Instant now, int max) {
    Bytes last = Attr.key(Times.nanos(now), Times.LAST_HASH);
    Range lapsed = Range.of(Table.REGISTRY, BY_TIME, Attr.key(0L), last);
    int swept = 0;
    for (List<Item> some = items.list(lapsed, max);
        swept < max && !some.isEmpty();
        some = items.list(lapsed, max - swept)) {
      for (Item timed : some) {
        if (sweep(timed)) {
          swept++;
        }
      }
    }
    return swept;
  }

  /// Whether it was a reservation still.
  private boolean sweep(Item timed) {
    Aci account = account(timed);
    Optional<Item> held = held(account).filter(item -> isTimed(item, timed));
    if (held.isEmpty()) {
      CommitOutcome _ = items.commit(Write.delete(timed.key(Table.REGISTRY)));
      return false;
    }
    boolean own = isItsOwn(account, held.get());
    return items.commit(end(account, held)).isCommitted() && own;
  }

  private static Aci account(Item timed) {
    return new Aci(
        Uuids.fromBytes(timed.sort().slice(Long.BYTES, timed.sort().size()).unsafeArray()));
  }

  private static boolean isTimed(Item held, Item timed) {
    return held.number(UNTIL) == timed.sortFrom(0).getLong();
  }

  /// A reservation, as it is copied; empty where the item has stayed behind.
  record Timed(Aci account, Bytes name, Instant until) {}

  Optional<Timed> timed(Item timed) {
    Aci account = account(timed);
    return held(account)
        .filter(item -> isTimed(item, timed) && isItsOwn(account, item))
        .map(item -> new Timed(account, item.bytes(NAME), Times.instant(item.number(UNTIL))));
  }
}
