package org.sealpost.storage.dynamo;

import java.util.Optional;
import org.sealpost.storage.accounts.DevicesVersion;
import org.sealpost.storage.inboxes.Epoch;
import org.sealpost.storage.inboxes.InboxId;

/// The head item of an inbox, which outlives its contents. Positions have no holes when they are
/// given; what an acknowledgement, a sweep or a purge removes leaves one. Whose inbox it is,
/// nothing in the tables says: see ADR 0013.
///
/// @param devices the account's device list as of now; empty when the inbox is abandoned
/// @param last the position that was given last
/// @param settled positions up to here were given by transactions before the last one
/// @param weight bytes of all envelopes that ever were in it
/// @param room what is known about how much of that is left
/// @param due when the sweep looks at it, as the registry has it; 0 when nobody needs to
record Head(
    InboxId inbox,
    Optional<DevicesVersion> devices,
    long last,
    long settled,
    long weight,
    Room room,
    long gaps,
    long due,
    Epoch epoch) {

  /// Bounds how full an inbox is without a counter that acknowledgements must update: nothing is
  /// left at or below the floor, and above it at least these holes.
  record Room(long floor, long floorWeight, long holes, long holesWeight) {
    static final Room EMPTY = new Room(0, 0, 0, 0);
  }

  static Head of(InboxId inbox, Item item) {
    return new Head(
        inbox,
        item.maybeNumber("dv").map(DevicesVersion::new),
        item.number("pos"),
        item.number("low"),
        item.number("weight"),
        new Room(
            item.number("floor"),
            item.number("floorw"),
            item.number("holes"),
            item.number("holesw")),
        item.number("gaps"),
        item.number("due"),
        new Epoch(item.number("epoch")));
  }

  static Write open(DevicesVersion version, InboxId inbox) {
    return empty(inbox).set("dv", version.value()).whenAbsent();
  }

  /// Of an inbox that a copy brought: see [CopiedHeads].
  static Write copied(InboxId inbox, long epoch, long gaps, boolean abandoned) {
    Write head = empty(inbox).set("epoch", epoch).set("gaps", gaps);
    return abandoned ? head.set("gone", 1) : head.set("dv", 0);
  }

  private static Write empty(InboxId inbox) {
    return Write.put(Layout.head(inbox))
        .set("pos", 0)
        .set("low", 0)
        .set("weight", 0)
        .set("floor", 0)
        .set("floorw", 0)
        .set("holes", 0)
        .set("holesw", 0)
        .set("gaps", 0)
        .set("due", 0)
        .set("epoch", 0);
  }

  boolean isAbandoned() {
    return devices.isEmpty();
  }

  /// Whether a copy brought it, and nobody has said at which version it is.
  boolean isUnbound() {
    return devices.filter(version -> version.value() == 0).isPresent();
  }

  /// Whether this is the device list of its account.
  boolean isAt(DevicesVersion checked) {
    return devices.filter(checked::equals).isPresent();
  }

  /// At most so many envelopes are in it.
  long entries() {
    return last - room.floor - room.holes;
  }

  /// At most so many bytes are in it.
  long bytes() {
    return weight - room.floorWeight - room.holesWeight;
  }

  Head withRoom(Room known) {
    return new Head(inbox, devices, last, settled, weight, known, gaps, due, epoch);
  }

  /// After a transaction that gave positions up to `next`, or none.
  Head advanced(long next, long nextWeight, long moreGaps, long nextDue) {
    return new Head(
        inbox,
        devices,
        next,
        next == last ? settled : last,
        nextWeight,
        room,
        gaps + moreGaps,
        nextDue,
        epoch);
  }

  /// One envelope more, of a copy.
  Head withNext(long nextWeight, long nextDue) {
    return new Head(inbox, devices, last + 1, last, nextWeight, room, gaps, nextDue, epoch);
  }

  /// Makes this head `next`, as a copy does: also of an inbox that is abandoned or not bound.
  Write refill(Head next) {
    return Write.update(
            Layout.head(inbox), "SET pos = :pos, low = :low, weight = :weight, due = :due")
        .when("pos = :before")
        .with("before", last)
        .with("pos", next.last)
        .with("low", last)
        .with("weight", next.weight)
        .with("due", next.due);
  }

  /// Makes this head `next`, if nobody has changed what it hangs on: the position that was given
  /// last, the device list, and when the sweep comes. Nobody else changes the room.
  Write advance(Head next) {
    return Write.update(
            Layout.head(inbox),
            "SET pos = :pos, low = :low, weight = :weight, floor = :floor, floorw = :floorw,"
                + " holes = :holes, holesw = :holesw, due = :due, gaps = gaps + :gaps")
        .when("dv = :dv AND pos = :before AND due = :wasdue")
        .with("dv", devices.orElseThrow().value())
        .with("before", last)
        .with("wasdue", due)
        .with("pos", next.last)
        .with("low", next.settled)
        .with("weight", next.weight)
        .with("floor", next.room.floor)
        .with("floorw", next.room.floorWeight)
        .with("holes", next.room.holes)
        .with("holesw", next.room.holesWeight)
        .with("due", next.due)
        .with("gaps", next.gaps - gaps);
  }
}
