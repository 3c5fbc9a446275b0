package org.sealpost.storage.dynamo;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.StorageBusy;
import org.sealpost.storage.StorageCorrupt;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.accounts.AccountStore;
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
import org.sealpost.storage.inboxes.Position;
import org.sealpost.storage.inboxes.PurgeProgress;

/// Inboxes: appends wait for their account's next transaction, the rest is done by who calls.
final class DynamoInboxStore implements InboxStore {
  private final Items items;
  private final AccountStore accounts;
  private final Appends appends;
  private final InboxReader reader;
  private final Heads heads;
  private final InboxRoom room;
  private final EnvelopePlaces places;
  private final InboxSweep sweep;
  private final Totals totals;
  private final InboxLimits limits;

  DynamoInboxStore(
      DynamoConfig config, Items items, AccountStore accounts, ProfileRemains profiles) {
    this.items = items;
    this.accounts = accounts;
    this.limits = config.inboxLimits();
    this.heads = new Heads(items);
    this.room = new InboxRoom(items, limits, config.tuning().countedFor());
    this.places = new EnvelopePlaces();
    this.totals = new Totals(items);
    this.reader = new InboxReader(items, heads, places, config.clock());
    this.sweep = new InboxSweep(items, heads, room, totals, profiles, config.clock());
    AppendBatch batch = new AppendBatch(items, heads, room, places, totals, limits, config.clock());
    this.appends = new Appends(batch::run, config.tuning().queuedAppends());
  }

  @Override
  public AppendOutcome append(Aci account, DevicesVersion checked, List<InboxEntry> entries) {
    for (InboxEntry entry : entries) {
      if (entry.sealed().size() > limits.envelopeBytes()) {
        throw new IllegalArgumentException("an envelope is larger than InboxLimits allow");
      }
    }
    if (entries.isEmpty()) {
      return accounts.find(account).filter(a -> a.devicesVersion().equals(checked)).isPresent()
          ? new AppendOutcome.Stored(List.of(), List.of())
          : new AppendOutcome.DevicesChanged();
    }
    CompletableFuture<AppendOutcome> answer = new CompletableFuture<>();
    appends.submit(new AppendRequest(account, checked, List.copyOf(entries), answer));
    return await(answer);
  }

  private static AppendOutcome await(CompletableFuture<AppendOutcome> answer) {
    try {
      return answer.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StorageUnavailable("interrupted while waiting for the database", e);
    } catch (ExecutionException e) {
      throw switch (e.getCause()) {
        case StorageBusy busy -> new StorageBusy(String.valueOf(busy.getMessage()));
        case StorageUnavailable fault ->
            new StorageUnavailable(String.valueOf(fault.getMessage()), fault);
        case StorageCorrupt fault -> new StorageCorrupt(String.valueOf(fault.getMessage()), fault);
        case IllegalArgumentException bug -> new IllegalArgumentException(bug.getMessage(), bug);
        case null, default -> new StorageUnavailable("an append failed", e);
      };
    }
  }

  @Override
  public Claim claim(InboxId inbox) {
    Write raised =
        Write.update(Layout.head(inbox), "ADD epoch :one")
            .when("attribute_exists(dv)")
            .with("one", 1);
    return items
        .updateAndGet(raised)
        .map(item -> Head.of(inbox, item))
        .map(head -> new Claim(head.epoch(), head.gaps()))
        .orElse(new Claim(Epoch.NONE, 0));
  }

  @Override
  public InboxPage read(InboxId inbox, Position after, int max, long maxBytes) {
    if (max < 1) {
      throw new IllegalArgumentException("a page has at least one envelope");
    }
    return reader.read(inbox, after, max, maxBytes);
  }

  @Override
  public int acknowledge(InboxId inbox, Collection<EnvelopeId> ids) {
    if (ids.isEmpty() || heads.read(inbox).filter(head -> !head.isAbandoned()).isEmpty()) {
      return 0;
    }
    Set<EnvelopeId> left = new LinkedHashSet<>(ids);
    List<ItemKey> envelopes = new ArrayList<>();
    for (EnvelopeId id : ids) {
      Optional<Position> known = left.contains(id) ? places.take(inbox, id) : Optional.empty();
      known.ifPresent(position -> {
        envelopes.add(Layout.envelope(inbox, position));
        left.remove(id);
      });
    }
    Map<ItemKey, Item> markers =
        items.getAll(left.stream().map(id -> Layout.marker(inbox, id)).toList());
    markers
        .values()
        .forEach(marker -> envelopes.add(Layout.envelope(inbox, Envelopes.markedPosition(marker))));
    int removed = Removal.of(items, envelopes);
    totals.acknowledged(removed);
    room.freed(inbox);
    return removed;
  }

  @Override
  public int sweepExpired(int max) {
    return sweep.expired(max);
  }

  @Override
  public List<InboxId> abandoned(int max) {
    return sweep.abandoned(max);
  }

  @Override
  public PurgeProgress purge(InboxId inbox, int max) {
    return sweep.purge(inbox, max);
  }

  @Override
  public InboxLimits limits() {
    return limits;
  }

  @Override
  public InboxTotals totals() {
    return totals.read();
  }

  /// Finishes what was accepted.
  void close() {
    appends.close();
    totals.close();
  }
}
