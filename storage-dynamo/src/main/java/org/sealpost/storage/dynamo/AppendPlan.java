package org.sealpost.storage.dynamo;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.inboxes.AppendOutcome;
import org.sealpost.storage.inboxes.InboxEntry;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.InboxLimits;
import org.sealpost.storage.inboxes.Placed;
import org.sealpost.storage.inboxes.Position;

/// Decides a batch of requests of one account, one after the other, by what is known, and lists
/// what has to be written for it; or names what must be looked at first. Touches no database.
final class AppendPlan {
  /// What one inbox becomes.
  private static final class Draft {
    private final Head head;
    private final Map<EnvelopeId, Position> added = new LinkedHashMap<>();
    private final List<InboxEntry> entries = new ArrayList<>();
    private long last;
    private long weight;
    private long gaps;
    private long due;

    Draft(Head head) {
      this.head = head;
      this.last = head.last();
      this.weight = head.weight();
      this.due = head.due();
    }

    boolean fits(InboxEntry entry, InboxLimits limits) {
      long moreEntries = last - head.last();
      long moreBytes = weight - head.weight();
      return head.entries() + moreEntries < limits.inboxEntries()
          && head.bytes() + moreBytes + entry.sealed().size() <= limits.inboxBytes();
    }

    Placed place(InboxEntry entry) {
      Position before = new Position(last);
      Position position = new Position(++last);
      added.put(entry.id(), position);
      entries.add(entry);
      weight += entry.sealed().size();
      long expires = Times.nanos(entry.expiresAt());
      due = due == 0 ? expires : Math.min(due, expires);
      return new Placed(entry.inbox(), entry.id(), position, Optional.of(before), false);
    }

    boolean isChanged() {
      return gaps > 0 || !entries.isEmpty();
    }

    Head next() {
      return head.advanced(last, weight, gaps, due);
    }
  }

  private final Known known;
  private final InboxLimits limits;
  private final Instant now;
  private final Map<InboxId, Draft> drafts = new LinkedHashMap<>();
  private final List<AppendOutcome> outcomes = new ArrayList<>();

  /// To be read first; the plan is void while there are any.
  private final Set<InboxId> wantedHeads = new HashSet<>();

  private final Set<InboxId> wantedCounts = new HashSet<>();
  private final Set<Known.Name> wantedMarkers = new HashSet<>();

  /// Inboxes of a copy, and the account that names them as its own.
  private final Map<InboxId, Aci> wantedBindings = new HashMap<>();

  private final Map<Write, InboxId> headWrites = new HashMap<>();
  private final Map<Write, Known.Name> markerWrites = new HashMap<>();

  AppendPlan(List<AppendRequest> requests, Known known, InboxLimits limits, Instant now) {
    this.known = known;
    this.limits = limits;
    this.now = now;
    for (AppendRequest request : requests) {
      outcomes.add(decide(request));
    }
    for (AppendRequest request : requests) {
      confirm(request);
    }
  }

  private AppendOutcome decide(AppendRequest request) {
    for (InboxEntry entry : request.entries()) {
      InboxId inbox = entry.inbox();
      if (known.head(inbox).filter(Head::isUnbound).isPresent()
          && !known.ownerless.contains(inbox)) {
        wantedBindings.put(inbox, request.account());
      }
      if (known.head(entry.inbox()).filter(head -> head.isAt(request.checked())).isEmpty()) {
        request.entries().forEach(each -> wantFresh(each.inbox()));
        return new AppendOutcome.DevicesChanged();
      }
    }
    List<InboxEntry> full =
        request.entries().stream().filter(entry -> !isQueuedOrFits(entry)).toList();
    if (full.stream().anyMatch(InboxEntry::primary)) {
      return new AppendOutcome.PrimaryFull();
    }
    List<Placed> placed = new ArrayList<>();
    for (InboxEntry entry : request.entries()) {
      if (!full.contains(entry)) {
        placed.add(place(entry));
      }
    }
    full.forEach(entry -> draft(entry).gaps++);
    return new AppendOutcome.Stored(placed, full.stream().map(InboxEntry::inbox).toList());
  }

  private void wantFresh(InboxId inbox) {
    if (!known.fresh.contains(inbox)) {
      wantedHeads.add(inbox);
    }
  }

  /// What the service would not confirm by a condition must have been read for this batch.
  private void confirm(AppendRequest request) {
    for (InboxEntry entry : request.entries()) {
      Draft draft = drafts.get(entry.inbox());
      if (draft == null || !draft.isChanged()) {
        wantFresh(entry.inbox());
      }
    }
  }

  private Draft draft(InboxEntry entry) {
    return drafts.computeIfAbsent(
        entry.inbox(), inbox -> new Draft(known.head(inbox).orElseThrow()));
  }

  private boolean isQueuedOrFits(InboxEntry entry) {
    Draft draft = draft(entry);
    if (draft.fits(entry, limits) || draft.added.containsKey(entry.id())) {
      return true;
    }
    wantFresh(entry.inbox());
    Known.Name name = Known.Name.of(entry);
    Optional<Known.Marker> marker = known.marker(name);
    if (marker.isEmpty()) {
      wantedMarkers.add(name);
    }
    if (!known.counted.contains(entry.inbox())) {
      wantedCounts.add(entry.inbox());
    }
    return marker.filter(Known.Marker.Queued.class::isInstance).isPresent();
  }

  private Placed place(InboxEntry entry) {
    Draft draft = draft(entry);
    Position added = draft.added.get(entry.id());
    if (added != null) {
      return repeat(entry, added);
    }
    if (known.marker(Known.Name.of(entry)).orElse(Known.Marker.Free.FREE)
        instanceof Known.Marker.Queued(Position at)) {
      return repeat(entry, at);
    }
    return draft.place(entry);
  }

  private static Placed repeat(InboxEntry entry, Position at) {
    return new Placed(entry.inbox(), entry.id(), at, Optional.empty(), true);
  }

  List<AppendOutcome> outcomes() {
    return outcomes;
  }

  Set<InboxId> wantedHeads() {
    return wantedHeads;
  }

  Set<InboxId> wantedCounts() {
    return wantedCounts;
  }

  Set<Known.Name> wantedMarkers() {
    return wantedMarkers;
  }

  Map<InboxId, Aci> wantedBindings() {
    return wantedBindings;
  }

  boolean isVoid() {
    return !wantedHeads.isEmpty()
        || !wantedCounts.isEmpty()
        || !wantedMarkers.isEmpty()
        || !wantedBindings.isEmpty();
  }

  /// The heads as they are when all is written.
  List<Head> nextHeads() {
    return drafts.values().stream().filter(Draft::isChanged).map(Draft::next).toList();
  }

  long stored() {
    return drafts.values().stream().mapToLong(draft -> draft.entries.size()).sum();
  }

  long leftOut() {
    return drafts.values().stream().mapToLong(draft -> draft.gaps).sum();
  }

  /// For each inbox its head, and for each envelope the envelope and its marker.
  List<Write> writes() {
    List<Write> writes = new ArrayList<>();
    for (Draft draft : drafts.values()) {
      if (draft.isChanged()) {
        Head next = draft.next();
        Write head = draft.head.advance(next);
        headWrites.put(head, next.inbox());
        writes.add(head);
        if (next.due() != draft.head.due()) {
          writes.add(Write.put(Envelopes.due(next.inbox(), next.due())));
        }
        addEntries(draft, writes);
      }
    }
    return writes;
  }

  private void addEntries(Draft draft, List<Write> writes) {
    long weight = draft.head.weight();
    long position = draft.head.last();
    for (InboxEntry entry : draft.entries) {
      Position at = new Position(++position);
      Known.Name name = Known.Name.of(entry);
      Write marker = Envelopes.mark(entry, at);
      Write conditional =
          switch (known.marker(name).orElse(Known.Marker.Free.FREE)) {
            case Known.Marker.Stale(Position gone) -> Envelopes.whenStale(marker, gone);
            case Known.Marker.Free _, Known.Marker.Queued _ -> Envelopes.whenFree(marker, now);
          };
      markerWrites.put(conditional, name);
      writes.add(conditional);
      writes.add(Envelopes.put(entry, at, weight));
      weight += entry.sealed().size();
    }
  }

  /// Of these writes: which inbox's head it is.
  Map<Write, InboxId> headWrites() {
    return headWrites;
  }

  Map<Write, Known.Name> markerWrites() {
    return markerWrites;
  }
}
