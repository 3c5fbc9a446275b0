package org.sealpost.storage.dynamo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.InboxLimits;

/// Finds out how full an inbox is that seems to be full. First by its oldest envelope: nothing is
/// left before it, and it knows the weight of all before it, so one read tells enough when
/// envelopes were acknowledged in order. Then by counting, which reads the whole inbox: not again
/// within a while, unless something left it through this node. Safe for any thread.
final class InboxRoom {
  private static final int MAX_REMEMBERED = 10_000;

  /// Envelopes that have expired and are not swept may stand before the oldest.
  private static final int FEW = 4;

  private record Counted(Head.Room room, long nanos) {}

  private final Items items;
  private final InboxLimits limits;
  private final Duration countedFor;
  private final LinkedHashMap<InboxId, Counted> counted = new LinkedHashMap<>();

  /// @param countedFor how long what was counted is believed
  InboxRoom(Items items, InboxLimits limits, Duration countedFor) {
    this.items = items;
    this.limits = limits;
    this.countedFor = countedFor;
  }

  /// Something was removed from it.
  synchronized void freed(InboxId inbox) {
    counted.remove(inbox);
  }

  private synchronized boolean isCounted(Head head) {
    Counted before = counted.get(head.inbox());
    return before != null
        && before.room.equals(head.room())
        && System.nanoTime() - before.nanos < countedFor.toNanos();
  }

  private synchronized void remember(Head head) {
    counted.put(head.inbox(), new Counted(head.room(), System.nanoTime()));
    if (counted.size() > MAX_REMEMBERED) {
      counted.pollFirstEntry();
    }
  }

  /// The same head, with the room that there is.
  Head count(Head head, Instant now) {
    Head raised = raiseFloor(head, now);
    if (!isFull(raised) || isCounted(raised)) {
      return raised;
    }
    Head exact = countAll(raised, now);
    remember(exact);
    return exact;
  }

  private boolean isFull(Head head) {
    return head.entries() >= limits.inboxEntries()
        || head.bytes() + limits.envelopeBytes() > limits.inboxBytes();
  }

  private static Range living(Head head) {
    return Envelopes.withoutBodies(
        Layout.envelopes(head.inbox(), head.room().floor() + 1, head.last()));
  }

  private Head raiseFloor(Head head, Instant now) {
    if (head.last() == head.room().floor()) {
      return head;
    }
    List<Item> oldest = new ArrayList<>(1);
    boolean _ =
        items.query(
            living(head).examining(FEW),
            item -> Envelopes.isExpired(item, now) || !oldest.add(item));
    if (oldest.isEmpty()) {
      return head.withRoom(new Head.Room(head.last(), head.weight(), 0, 0));
    }
    long floor = Layout.position(oldest.getFirst()).value() - 1;
    return floor == head.room().floor()
        ? head
        : head.withRoom(new Head.Room(floor, Envelopes.weightBefore(oldest.getFirst()), 0, 0));
  }

  private Head countAll(Head head, Instant now) {
    AtomicLong entries = new AtomicLong();
    AtomicLong bytes = new AtomicLong();
    boolean _ =
        items.query(
            living(head),
            item -> {
              if (!Envelopes.isExpired(item, now)) {
                entries.incrementAndGet();
                bytes.addAndGet(Envelopes.size(item));
              }
              return true;
            });
    Head.Room room = head.room();
    return head.withRoom(
        new Head.Room(
            room.floor(),
            room.floorWeight(),
            head.last() - room.floor() - entries.get(),
            head.weight() - room.floorWeight() - bytes.get()));
  }
}
