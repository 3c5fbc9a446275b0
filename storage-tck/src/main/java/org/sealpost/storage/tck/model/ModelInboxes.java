package org.sealpost.storage.tck.model;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.accounts.AccountRecord;
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

/// Inboxes of the model.
class ModelInboxes implements InboxStore {
  private final ModelData data;
  private final InboxLimits limits;
  private final Clock clock;

  ModelInboxes(ModelData data, InboxLimits limits, Clock clock) {
    this.data = data;
    this.limits = limits;
    this.clock = clock;
  }

  @Override
  public AppendOutcome append(Aci account, DevicesVersion checked, List<InboxEntry> entries) {
    for (InboxEntry entry : entries) {
      if (entry.sealed().size() > limits.envelopeBytes()) {
        throw new IllegalArgumentException("an envelope is larger than InboxLimits allow");
      }
    }
    return data.committed(() -> decide(account, checked, entries));
  }

  AppendOutcome decide(Aci account, DevicesVersion checked, List<InboxEntry> entries) {
    AccountRecord record = data.accounts.get(account);
    if (record == null
        || !record.devicesVersion().equals(checked)
        || entries.stream().anyMatch(entry -> data.living(entry.inbox()).isEmpty())) {
      return new AppendOutcome.DevicesChanged();
    }
    List<InboxEntry> full = entries.stream().filter(entry -> !isQueuedOrFits(entry)).toList();
    if (full.stream().anyMatch(InboxEntry::primary)) {
      return new AppendOutcome.PrimaryFull();
    }
    List<Placed> placed = new ArrayList<>();
    for (InboxEntry entry : entries) {
      if (!full.contains(entry)) {
        placed.add(store(entry));
      }
    }
    for (InboxEntry entry : full) {
      inbox(entry.inbox()).gaps++;
      data.leftOut++;
    }
    return new AppendOutcome.Stored(placed, full.stream().map(InboxEntry::inbox).toList());
  }

  private boolean isQueuedOrFits(InboxEntry entry) {
    List<InboxEntry> living =
        inbox(entry.inbox()).queue.values().stream().filter(this::isLiving).toList();
    return fits(entry, living) || isQueued(entry, living);
  }

  boolean isQueued(InboxEntry entry, List<InboxEntry> living) {
    return living.stream().anyMatch(queued -> queued.id().equals(entry.id()));
  }

  boolean fits(InboxEntry entry, List<InboxEntry> living) {
    long bytes = living.stream().mapToLong(queued -> queued.sealed().size()).sum();
    return living.size() < limits.inboxEntries()
        && bytes + entry.sealed().size() <= limits.inboxBytes();
  }

  Placed store(InboxEntry entry) {
    ModelData.Inbox inbox = inbox(entry.inbox());
    Optional<Map.Entry<Position, InboxEntry>> queued = find(inbox, entry.id());
    if (queued.isPresent() && isLiving(queued.get().getValue())) {
      return new Placed(entry.inbox(), entry.id(), queued.get().getKey(), Optional.empty(), true);
    }
    queued.ifPresent(expired -> {
      inbox.queue.remove(expired.getKey());
      data.expired++;
    });
    Position before = inbox.last;
    Position position = drawPosition(inbox);
    inbox.queue.put(position, entry);
    inbox.last = position;
    data.accepted++;
    return new Placed(entry.inbox(), entry.id(), position, Optional.of(before), false);
  }

  /// Grows for as long as the store lives.
  Position drawPosition(ModelData.Inbox inbox) {
    return new Position(++data.lastPosition);
  }

  Optional<Map.Entry<Position, InboxEntry>> find(ModelData.Inbox inbox, EnvelopeId id) {
    return inbox.queue.entrySet().stream()
        .filter(queued -> queued.getValue().id().equals(id))
        .findFirst();
  }

  private ModelData.Inbox inbox(InboxId inbox) {
    return data.living(inbox).orElseThrow();
  }

  boolean isLiving(InboxEntry entry) {
    return entry.expiresAt().isAfter(clock.instant());
  }

  @Override
  public Claim claim(InboxId id) {
    return data.committed(() ->
        data.living(id)
            .map(inbox -> new Claim(new Epoch(++inbox.epoch), inbox.gaps))
            .orElse(new Claim(new Epoch(0), 0)));
  }

  @Override
  public InboxPage read(InboxId id, Position after, int max, long maxBytes) {
    return data.locked(() ->
        data.living(id)
            .map(inbox -> page(inbox, after, max, maxBytes))
            .orElse(new InboxPage(new Epoch(0), List.of(), false)));
  }

  InboxPage page(ModelData.Inbox inbox, Position after, int max, long maxBytes) {
    List<QueuedEnvelope> living =
        inbox.queue.tailMap(after, false).entrySet().stream()
            .filter(queued -> isLiving(queued.getValue()))
            .map(queued ->
                new QueuedEnvelope(
                    queued.getKey(), queued.getValue().id(), queued.getValue().sealed()))
            .toList();
    int shown = 0;
    long bytes = 0;
    while (shown < living.size() && shown < max) {
      bytes += living.get(shown).sealed().size();
      if (shown > 0 && bytes > maxBytes) {
        break;
      }
      shown++;
    }
    return new InboxPage(new Epoch(inbox.epoch), living.subList(0, shown), shown < living.size());
  }

  @Override
  public int acknowledge(InboxId id, Collection<EnvelopeId> ids) {
    return data.committed(() -> {
      Optional<ModelData.Inbox> inbox = data.living(id);
      if (inbox.isEmpty()) {
        return 0;
      }
      int before = inbox.get().queue.size();
      inbox.get().queue.values().removeIf(entry -> ids.contains(entry.id()));
      int removed = before - inbox.get().queue.size();
      data.acknowledged += removed;
      return removed;
    });
  }

  @Override
  public int sweepExpired(int max) {
    return data.committed(() -> {
      int removed = 0;
      for (ModelData.Inbox inbox : data.inboxes.values()) {
        var queued = inbox.queue.values().iterator();
        while (removed < max && queued.hasNext()) {
          if (!isLiving(queued.next())) {
            queued.remove();
            removed++;
          }
        }
      }
      data.expired += removed;
      return removed;
    });
  }

  @Override
  public List<InboxId> abandoned(int max) {
    return data.locked(() ->
        data.inboxes.entrySet().stream()
            .filter(inbox -> inbox.getValue().abandoned)
            .map(Map.Entry::getKey)
            .limit(max)
            .toList());
  }

  @Override
  public PurgeProgress purge(InboxId id, int max) {
    return data.committed(() -> {
      ModelData.Inbox inbox = data.inboxes.get(id);
      if (inbox == null || !inbox.abandoned) {
        return new PurgeProgress(0, inbox == null);
      }
      int removed = Math.min(max, inbox.queue.size());
      for (int i = 0; i < removed; i++) {
        inbox.queue.pollFirstEntry();
      }
      data.purged += removed;
      boolean done = inbox.queue.isEmpty();
      if (done) {
        data.inboxes.remove(id);
      }
      return new PurgeProgress(removed, done);
    });
  }

  @Override
  public InboxLimits limits() {
    return limits;
  }

  @Override
  public InboxTotals totals() {
    return data.locked(() ->
        new InboxTotals(data.accepted, data.acknowledged, data.expired, data.purged, data.leftOut));
  }
}
