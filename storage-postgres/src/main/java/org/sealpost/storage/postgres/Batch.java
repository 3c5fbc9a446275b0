package org.sealpost.storage.postgres;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.sealpost.protocol.Bytes;
import org.sealpost.storage.inboxes.InboxEntry;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.InboxLimits;
import org.sealpost.storage.postgres.BatchRequest.Acknowledge;
import org.sealpost.storage.postgres.BatchRequest.Append;

/// One call of the function `batch`: appends and acknowledgements as columns, in the order in which
/// they go into the commit. Requests, entries and inboxes are counted from 1 there, from 0 here.
final class Batch {
  private static final String CALL =
      "select * from sealpost.batch(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

  /// An entry of an append.
  ///
  /// @param request which append
  /// @param target which inbox
  record Place(int request, int target, InboxEntry entry) {}

  private final List<Append> appends = new ArrayList<>();
  private final List<Acknowledge> acknowledgements = new ArrayList<>();
  private final Map<InboxId, Integer> targets = new LinkedHashMap<>();
  private final List<Place> places = new ArrayList<>();
  private final List<Integer> acknowledged = new ArrayList<>();

  Batch(List<BatchRequest> requests) {
    for (BatchRequest request : requests) {
      switch (request) {
        case Append append -> appends.add(append);
        case Acknowledge acknowledge -> acknowledgements.add(acknowledge);
      }
    }
    for (int i = 0; i < appends.size(); i++) {
      for (InboxEntry entry : appends.get(i).entries()) {
        places.add(new Place(i, target(entry.inbox()), entry));
      }
    }
    for (Acknowledge acknowledge : acknowledgements) {
      acknowledged.add(target(acknowledge.inbox()));
    }
  }

  private int target(InboxId inbox) {
    int next = targets.size();
    return targets.computeIfAbsent(inbox, _ -> next);
  }

  List<Append> appends() {
    return appends;
  }

  List<Acknowledge> acknowledgements() {
    return acknowledgements;
  }

  List<Place> places() {
    return places;
  }

  /// The inboxes, each once.
  List<InboxId> inboxes() {
    return List.copyOf(targets.keySet());
  }

  /// Which inbox each acknowledgement is for.
  List<Integer> acknowledged() {
    return acknowledged;
  }

  /// Durable on return, but for acknowledgements that went alone.
  BatchResult run(Sql sql, KnownInboxes known, InboxLimits limits, Instant now) {
    List<Boolean> isKnown = new ArrayList<>();
    List<Long> entries = new ArrayList<>();
    List<Long> bytes = new ArrayList<>();
    for (InboxId inbox : targets.keySet()) {
      Optional<KnownInboxes.Known> found = known.find(inbox);
      isKnown.add(found.isPresent());
      entries.add(found.map(KnownInboxes.Known::entries).orElse(0L));
      bytes.add(found.map(KnownInboxes.Known::bytes).orElse(0L));
    }
    List<Integer> ackedTargets = new ArrayList<>();
    List<UUID> ackedIds = new ArrayList<>();
    for (int i = 0; i < acknowledgements.size(); i++) {
      for (var id : acknowledgements.get(i).ids()) {
        ackedTargets.add(acknowledged.get(i) + 1);
        ackedIds.add(id.uuid());
      }
    }
    return sql.one(
        CALL,
        BatchResult::of,
        known.writer(),
        now,
        limits.inboxEntries(),
        limits.inboxBytes(),
        Column.uuids(appends.stream().map(append -> append.account().uuid()).toList()),
        Column.longs(appends.stream().map(append -> append.checked().value()).toList()),
        Column.uuids(targets.keySet().stream().map(InboxId::uuid).toList()),
        Column.flags(isKnown),
        Column.longs(entries),
        Column.longs(bytes),
        Column.ints(places.stream().map(place -> place.request() + 1).toList()),
        Column.ints(places.stream().map(place -> place.target() + 1).toList()),
        Column.uuids(places.stream().map(place -> place.entry().id().uuid()).toList()),
        Column.bytes(places.stream().<Bytes>map(place -> place.entry().sealed()).toList()),
        Column.longs(
            places.stream().map(place -> place.entry().expiresAt().toEpochMilli()).toList()),
        Column.flags(places.stream().map(place -> place.entry().primary()).toList()),
        Column.ints(ackedTargets),
        Column.uuids(ackedIds));
  }
}
