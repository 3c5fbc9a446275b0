package org.sealpost.storage.dynamo;

import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sealpost.storage.StorageBusy;
import org.sealpost.storage.inboxes.AppendOutcome;
import org.sealpost.storage.inboxes.InboxEntry;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.InboxLimits;
import org.sealpost.storage.inboxes.Placed;
import org.sealpost.storage.inboxes.Position;

/// Carries batches of appends out: plans by what is remembered, commits, and where a condition did
/// not hold looks and plans anew. Batches of one account come one after the other.
final class AppendBatch {
  /// Another node that appends to the same account at the same time costs a round each time.
  private static final int MOST_ROUNDS = 20;

  private final Items items;
  private final CopiedHeads copied;
  private final Heads heads;
  private final InboxRoom room;
  private final EnvelopePlaces places;
  private final Totals totals;
  private final InboxLimits limits;
  private final Clock clock;

  AppendBatch(
      Items items,
      Heads heads,
      InboxRoom room,
      EnvelopePlaces places,
      Totals totals,
      InboxLimits limits,
      Clock clock) {
    this.items = items;
    this.copied = new CopiedHeads(items);
    this.heads = heads;
    this.room = room;
    this.places = places;
    this.totals = totals;
    this.limits = limits;
    this.clock = clock;
  }

  /// Answers each of the requests.
  void run(List<AppendRequest> requests) {
    List<AppendOutcome> outcomes = outcomes(requests);
    for (int i = 0; i < requests.size(); i++) {
      requests.get(i).answer().complete(outcomes.get(i));
    }
  }

  private List<AppendOutcome> outcomes(List<AppendRequest> requests) {
    Known known = new Known();
    Set<InboxId> inboxes = new HashSet<>();
    for (AppendRequest request : requests) {
      request.entries().stream().map(InboxEntry::inbox).forEach(inboxes::add);
    }
    int conflicts = 0;
    for (int round = 0; conflicts < MOST_ROUNDS && round < 4 * MOST_ROUNDS; round++) {
      remember(inboxes, known);
      Instant now = clock.instant();
      AppendPlan plan = new AppendPlan(requests, known, limits, now);
      if (plan.isVoid()) {
        look(plan, known, now);
        continue;
      }
      List<Write> writes = plan.writes();
      if (writes.isEmpty()) {
        return plan.outcomes();
      }
      switch (commit(writes, inboxes)) {
        case CommitOutcome.Committed _ -> {
          done(plan);
          return plan.outcomes();
        }
        case CommitOutcome.Refused refused -> {
          conflicts++;
          learn(refused, plan, known, now);
          if (conflicts > 1) { // the first is as a rule that this node's memory was old
            Attempts.pause(conflicts);
          }
        }
      }
    }
    throw new StorageBusy("other nodes append to the same inboxes again and again");
  }

  private CommitOutcome commit(List<Write> writes, Set<InboxId> inboxes) {
    try {
      return items.commit(writes);
    } catch (RuntimeException e) {
      inboxes.forEach(heads::forget); // it may be stored or not
      throw e;
    }
  }

  private void remember(Set<InboxId> inboxes, Known known) {
    Set<InboxId> missing = new HashSet<>();
    for (InboxId inbox : inboxes) {
      if (known.head(inbox).isEmpty() && !known.fresh.contains(inbox)) {
        heads
            .remembered(inbox)
            .ifPresentOrElse(head -> known.heads.put(inbox, head), () -> missing.add(inbox));
      }
    }
    read(missing, known);
  }

  private void read(Set<InboxId> inboxes, Known known) {
    if (!inboxes.isEmpty()) {
      inboxes.forEach(known::forgetHead);
      known.heads.putAll(heads.readAll(inboxes));
      known.fresh.addAll(inboxes);
    }
  }

  private void look(AppendPlan plan, Known known, Instant now) {
    read(plan.wantedHeads(), known);
    for (InboxId inbox : plan.wantedCounts()) {
      known
          .head(inbox)
          .ifPresent(head -> {
            Head counted = room.count(head, now);
            heads.remember(counted);
            known.heads.put(inbox, counted);
            known.counted.add(inbox);
          });
    }
    lookAt(plan.wantedMarkers(), known, now);
    plan.wantedBindings()
        .forEach((inbox, account) -> {
          if (!copied.bind(inbox, account)) {
            known.ownerless.add(inbox);
          }
          heads.forget(inbox);
          known.forgetHead(inbox);
        });
  }

  private void lookAt(Set<Known.Name> names, Known known, Instant now) {
    Map<ItemKey, Known.Name> byKey = new HashMap<>();
    names.forEach(name -> byKey.put(Layout.marker(name.inbox(), name.id()), name));
    Map<ItemKey, Item> found = items.getAll(List.copyOf(byKey.keySet()));
    byKey.forEach(
        (key, name) -> known.learn(name, marker(name, Optional.ofNullable(found.get(key)), now)));
  }

  /// A marker stays when its envelope is acknowledged. The envelope is asked for so that a
  /// transaction which is under way cannot hide it.
  private Known.Marker marker(Known.Name name, Optional<Item> found, Instant now) {
    if (found.isEmpty() || Envelopes.isExpired(found.get(), now)) {
      return Known.Marker.Free.FREE;
    }
    Position at = Envelopes.markedPosition(found.get());
    Optional<Item> envelope =
        items.getSettled(List.of(Layout.envelope(name.inbox(), at))).getFirst();
    return envelope.isPresent() ? new Known.Marker.Queued(at) : new Known.Marker.Stale(at);
  }

  private void learn(CommitOutcome.Refused refused, AppendPlan plan, Known known, Instant now) {
    plan.headWrites()
        .forEach((write, inbox) -> {
          if (refused.names(write)) {
            heads.forget(inbox);
            known.forgetHead(inbox);
          }
        });
    plan.markerWrites()
        .forEach((write, name) -> {
          if (refused.names(write)) {
            known.learn(name, marker(name, refused.foundAt(write), now));
          }
        });
  }

  private void done(AppendPlan plan) {
    plan.nextHeads().forEach(heads::remember);
    totals.accepted(plan.stored());
    totals.leftOut(plan.leftOut());
    for (AppendOutcome outcome : plan.outcomes()) {
      if (outcome instanceof AppendOutcome.Stored(List<Placed> placed, _)) {
        placed.forEach(each -> places.put(each.inbox(), each.id(), each.position()));
      }
    }
  }
}
