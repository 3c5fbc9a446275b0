package org.sealpost.core.delivery;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.accounts.DevicesVersion;
import org.sealpost.storage.inboxes.AppendOutcome;
import org.sealpost.storage.inboxes.Claim;
import org.sealpost.storage.inboxes.Epoch;
import org.sealpost.storage.inboxes.InboxEntry;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.InboxLimits;
import org.sealpost.storage.inboxes.InboxPage;
import org.sealpost.storage.inboxes.InboxStore;
import org.sealpost.storage.inboxes.InboxTotals;
import org.sealpost.storage.inboxes.Placed;
import org.sealpost.storage.inboxes.Position;
import org.sealpost.storage.inboxes.PurgeProgress;
import org.sealpost.storage.inboxes.QueuedEnvelope;

/// What an inbox store promises, in as few words as possible: the simulation's store and its
/// oracle's measure. For one thread.
final class ModelInboxStore implements InboxStore {
  /// An envelope in an inbox.
  record Queued(Position position, InboxEntry entry) {}

  private static final class Inbox {
    final TreeMap<Long, Queued> queue = new TreeMap<>();
    long epoch;
    long gaps;
    long last;
    boolean abandoned;
  }

  private final Clock clock;
  private final InboxLimits limits;
  private final Map<InboxId, Inbox> inboxes = new HashMap<>();
  private final Map<Aci, DevicesVersion> versions = new HashMap<>();
  private Consumer<Queued> whenStored = queued -> {};
  private BiConsumer<InboxId, EnvelopeId> whenAcknowledged = (inbox, id) -> {};
  private long lastPosition;

  ModelInboxStore(Clock clock, InboxLimits limits) {
    this.clock = clock;
    this.limits = limits;
  }

  /// Who is told of each envelope stored, and of each removed by an acknowledgement.
  void watch(Consumer<Queued> stored, BiConsumer<InboxId, EnvelopeId> acknowledged) {
    whenStored = stored;
    whenAcknowledged = acknowledged;
  }

  void setDevices(Aci account, DevicesVersion version) {
    versions.put(account, version);
  }

  void open(InboxId inbox) {
    inboxes.put(inbox, new Inbox());
  }

  private Inbox inbox(InboxId id) {
    return Objects.requireNonNull(inboxes.get(id), "an inbox that was never opened");
  }

  private boolean isLiving(InboxId inbox) {
    Inbox found = inboxes.get(inbox);
    return found != null && !found.abandoned;
  }

  void abandon(InboxId inbox) {
    inbox(inbox).abandoned = true;
  }

  /// What a reader of this inbox could be shown now, in order.
  List<Queued> queued(InboxId inbox) {
    Inbox found = inboxes.get(inbox);
    return found == null || found.abandoned
        ? List.of()
        : found.queue.values().stream().filter(this::lives).toList();
  }

  Epoch epoch(InboxId inbox) {
    Inbox found = inboxes.get(inbox);
    return new Epoch(found == null ? 0 : found.epoch);
  }

  @Override
  public AppendOutcome append(Aci account, DevicesVersion checked, List<InboxEntry> entries) {
    boolean changed =
        !checked.equals(versions.get(account))
            || !entries.stream().allMatch(entry -> isLiving(entry.inbox()));
    if (changed) {
      return new AppendOutcome.DevicesChanged();
    }
    if (entries.stream().anyMatch(entry -> entry.primary() && isFull(entry))) {
      return new AppendOutcome.PrimaryFull();
    }
    List<Placed> placed = new ArrayList<>();
    List<InboxId> gaps = new ArrayList<>();
    for (InboxEntry entry : entries) {
      if (isFull(entry)) {
        inbox(entry.inbox()).gaps++;
        gaps.add(entry.inbox());
      } else {
        placed.add(place(entry));
      }
    }
    return new AppendOutcome.Stored(placed, gaps);
  }

  private Placed place(InboxEntry entry) {
    Inbox inbox = inbox(entry.inbox());
    Optional<Queued> there = find(inbox, entry.id());
    if (there.isPresent() && lives(there.get())) {
      return new Placed(entry.inbox(), entry.id(), there.get().position(), Optional.empty(), true);
    }
    there.ifPresent(expired -> inbox.queue.remove(expired.position().value()));
    Optional<Position> before = Optional.of(new Position(inbox.last));
    lastPosition++;
    inbox.last = lastPosition;
    Position position = new Position(lastPosition);
    Queued queued = new Queued(position, entry);
    inbox.queue.put(lastPosition, queued);
    whenStored.accept(queued);
    return new Placed(entry.inbox(), entry.id(), position, before, false);
  }

  private boolean isFull(InboxEntry entry) {
    Inbox inbox = inbox(entry.inbox());
    return inbox.queue.size() >= limits.inboxEntries()
        && find(inbox, entry.id()).filter(this::lives).isEmpty();
  }

  private boolean lives(Queued queued) {
    return queued.entry().expiresAt().isAfter(clock.instant());
  }

  private static Optional<Queued> find(Inbox inbox, EnvelopeId id) {
    return inbox.queue.values().stream().filter(one -> one.entry().id().equals(id)).findFirst();
  }

  @Override
  public Claim claim(InboxId inbox) {
    Inbox found = inboxes.get(inbox);
    if (found == null || found.abandoned) {
      return new Claim(new Epoch(0), 0);
    }
    found.epoch++;
    return new Claim(new Epoch(found.epoch), found.gaps);
  }

  @Override
  public InboxPage read(InboxId inbox, Position after, int max, long maxBytes) {
    List<QueuedEnvelope> page = new ArrayList<>();
    long bytes = 0;
    boolean more = false;
    for (Queued queued : queued(inbox)) {
      if (queued.position().isAfter(after)) {
        bytes += queued.entry().sealed().size();
        if (page.size() == max || (!page.isEmpty() && bytes > maxBytes)) {
          more = true;
          break;
        }
        page.add(
            new QueuedEnvelope(queued.position(), queued.entry().id(), queued.entry().sealed()));
      }
    }
    return new InboxPage(isLiving(inbox) ? epoch(inbox) : Epoch.NONE, page, more);
  }

  @Override
  public int acknowledge(InboxId inbox, Collection<EnvelopeId> ids) {
    if (!isLiving(inbox)) {
      return 0;
    }
    Inbox found = inbox(inbox);
    int removed = 0;
    for (EnvelopeId id : ids) {
      Optional<Queued> there = find(found, id);
      if (there.isPresent()) {
        found.queue.remove(there.get().position().value());
        whenAcknowledged.accept(inbox, id);
        removed++;
      }
    }
    return removed;
  }

  @Override
  public int sweepExpired(int max) {
    int removed = 0;
    for (Inbox inbox : inboxes.values()) {
      for (Queued queued : List.copyOf(inbox.queue.values())) {
        if (removed < max && !lives(queued)) {
          inbox.queue.remove(queued.position().value());
          removed++;
        }
      }
    }
    return removed;
  }

  @Override
  public List<InboxId> abandoned(int max) {
    return inboxes.entrySet().stream()
        .filter(inbox -> inbox.getValue().abandoned)
        .map(Map.Entry::getKey)
        .limit(max)
        .collect(Collectors.toList());
  }

  @Override
  public PurgeProgress purge(InboxId inbox, int max) {
    Inbox found = inboxes.get(inbox);
    if (found == null || !found.abandoned) {
      return new PurgeProgress(0, found == null);
    }
    int removed = Math.min(max, found.queue.size());
    for (int i = 0; i < removed; i++) {
      found.queue.pollFirstEntry();
    }
    boolean done = found.queue.isEmpty();
    if (done) {
      inboxes.remove(inbox);
    }
    return new PurgeProgress(removed, done);
  }

  @Override
  public InboxLimits limits() {
    return limits;
  }

  @Override
  public InboxTotals totals() {
    return new InboxTotals(0, 0, 0, 0, 0);
  }
}
