package org.sealpost.core.delivery;

import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.accounts.DevicesVersion;
import org.sealpost.storage.inboxes.AppendOutcome;
import org.sealpost.storage.inboxes.Claim;
import org.sealpost.storage.inboxes.InboxEntry;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.InboxLimits;
import org.sealpost.storage.inboxes.InboxPage;
import org.sealpost.storage.inboxes.InboxStore;
import org.sealpost.storage.inboxes.InboxTotals;
import org.sealpost.storage.inboxes.Position;
import org.sealpost.storage.inboxes.PurgeProgress;

/// A store that fails before it did what it was asked to, or after, between write and reply.
class FaultyInboxStore implements InboxStore {
  /// What befalls a call.
  enum Fault {
    NONE,
    BEFORE,
    AFTER
  }

  private final InboxStore store;
  private final Supplier<Fault> faults;

  FaultyInboxStore(InboxStore store, Supplier<Fault> faults) {
    this.store = store;
    this.faults = faults;
  }

  private <T> T call(Supplier<T> call) {
    Fault fault = faults.get();
    if (fault == Fault.BEFORE) {
      throw new StorageUnavailable("failed before the write");
    }
    T result = call.get();
    if (fault == Fault.AFTER) {
      throw new StorageUnavailable("failed between write and reply");
    }
    return result;
  }

  @Override
  public AppendOutcome append(Aci account, DevicesVersion checked, List<InboxEntry> entries) {
    return call(() -> store.append(account, checked, entries));
  }

  @Override
  public Claim claim(InboxId inbox) {
    return call(() -> store.claim(inbox));
  }

  @Override
  public InboxPage read(InboxId inbox, Position after, int max, long maxBytes) {
    return call(() -> store.read(inbox, after, max, maxBytes));
  }

  @Override
  public int acknowledge(InboxId inbox, Collection<EnvelopeId> ids) {
    return call(() -> store.acknowledge(inbox, ids));
  }

  @Override
  public int sweepExpired(int max) {
    return call(() -> store.sweepExpired(max));
  }

  @Override
  public List<InboxId> abandoned(int max) {
    return call(() -> store.abandoned(max));
  }

  @Override
  public PurgeProgress purge(InboxId inbox, int max) {
    return call(() -> store.purge(inbox, max));
  }

  @Override
  public InboxLimits limits() {
    return store.limits();
  }

  @Override
  public InboxTotals totals() {
    return store.totals();
  }
}
