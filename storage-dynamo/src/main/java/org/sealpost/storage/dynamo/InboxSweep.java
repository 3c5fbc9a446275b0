package org.sealpost.storage.dynamo;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.sealpost.protocol.Uuids;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.PurgeProgress;

/// Removes what has expired, and empties what was abandoned. An inbox that has envelopes stands in
/// the registry by the time at which the oldest expires, so a sweep reads only what is due.
final class InboxSweep {
  private final Items items;
  private final Heads heads;
  private final InboxRoom room;
  private final Totals totals;
  private final ProfileRemains profiles;
  private final Clock clock;

  InboxSweep(
      Items items,
      Heads heads,
      InboxRoom room,
      Totals totals,
      ProfileRemains profiles,
      Clock clock) {
    this.items = items;
    this.heads = heads;
    this.room = room;
    this.totals = totals;
    this.profiles = profiles;
    this.clock = clock;
  }

  int expired(int max) {
    Instant now = clock.instant();
    int removed = 0;
    for (int shard = 0; shard < Envelopes.dueShards() && removed < max; shard++) {
      removed += expired(shard, now, max - removed);
    }
    return removed;
  }

  /// Looks at one inbox after the other, however many are due.
  private int expired(int shard, Instant now, int max) {
    AtomicInteger removed = new AtomicInteger();
    boolean _ =
        items.query(
            Envelopes.dueUntil(shard, now),
            due -> removed.addAndGet(sweep(due, now, max - removed.get())) < max);
    return removed.get();
  }

  private int sweep(Item due, Instant now, int max) {
    InboxId inbox = Envelopes.dueInbox(due);
    Optional<Head> head = heads.read(inbox);
    if (head.isEmpty() || head.get().due() != Envelopes.dueAt(due)) {
      removeFromRegistry(due, inbox);
      return 0;
    }
    List<ItemKey> expired = new ArrayList<>();
    List<Item> oldest = new ArrayList<>(1);
    boolean all =
        items.query(
            Envelopes.withoutBodies(Layout.envelopes(inbox, 1, head.get().last())),
            item -> {
              if (!Envelopes.isExpired(item, now)) {
                oldest.add(item);
                return false;
              }
              if (expired.size() == max) {
                return false;
              }
              expired.add(item.key(Table.INBOXES));
              return true;
            });
    int removed = remove(inbox, expired);
    totals.expired(removed);
    if (all || !oldest.isEmpty()) {
      moveOn(head.get(), oldest.isEmpty() ? 0 : Envelopes.expires(oldest.getFirst()));
    }
    return removed;
  }

  /// Unless the head names it: the item and the head may come into place one after the other.
  private void removeFromRegistry(Item due, InboxId inbox) {
    CommitOutcome _ =
        items.commit(
            Write.check(Layout.head(inbox))
                .when("attribute_not_exists(due) OR due <> :due")
                .with("due", Envelopes.dueAt(due)),
            Write.delete(due.key(Table.REGISTRY)));
  }

  private int remove(InboxId inbox, List<ItemKey> envelopes) {
    int removed = Removal.of(items, envelopes);
    room.freed(inbox);
    return removed;
  }

  /// Refused when an append changed it meanwhile: it is due still, and looked at again.
  private void moveOn(Head head, long next) {
    List<Write> writes = new ArrayList<>();
    writes.add(
        Write.update(Layout.head(head.inbox()), "SET due = :next")
            .when("due = :due AND pos = :pos")
            .with("next", next)
            .with("due", head.due())
            .with("pos", head.last()));
    writes.add(Write.delete(Envelopes.due(head.inbox(), head.due())));
    if (next != 0) {
      writes.add(Write.put(Envelopes.due(head.inbox(), next)));
    }
    CommitOutcome _ = items.commit(writes);
  }

  List<InboxId> abandoned(int max) {
    return items.list(Layout.abandoned().examining(max), max).stream()
        .map(item -> new InboxId(Uuids.fromBytes(item.sort().unsafeArray())))
        .toList();
  }

  PurgeProgress purge(InboxId inbox, int max) {
    Optional<Head> head = heads.read(inbox);
    if (head.isEmpty()) {
      return new PurgeProgress(0, true);
    }
    if (!head.get().isAbandoned()) {
      return new PurgeProgress(0, false);
    }
    List<ItemKey> found = new ArrayList<>();
    boolean all =
        items.query(
            Layout.envelopes(inbox, 1, head.get().last()).only("k, s"),
            item -> found.size() < max && found.add(item.key(Table.INBOXES)));
    int removed = remove(inbox, found);
    totals.purged(removed);
    if (all) {
      end(head.get());
    }
    return new PurgeProgress(removed, all);
  }

  /// Its markers leave by their own time to live.
  private void end(Head head) {
    InboxId inbox = head.inbox();
    List<Write> remains =
        items.list(Layout.allPreKeys(inbox).only("k, s"), Integer.MAX_VALUE).stream()
            .map(item -> Write.delete(item.key(Table.PREKEYS)))
            .toList();
    items.writeAll(remains);
    profiles.removeForgotten();
    List<Write> writes = new ArrayList<>();
    writes.add(Write.delete(Layout.head(inbox)).when("attribute_not_exists(dv)"));
    writes.add(Write.delete(Layout.abandoned(inbox)));
    if (head.due() != 0) {
      writes.add(Write.delete(Envelopes.due(inbox, head.due())));
    }
    CommitOutcome _ = items.commit(writes);
    heads.forget(inbox);
  }
}
