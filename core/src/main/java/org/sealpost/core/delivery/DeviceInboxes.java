package org.sealpost.core.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.AccountDirectory;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.accounts.Device;
import org.sealpost.core.atrest.Keyring;
import org.sealpost.core.delivery.StreamEvent.Arrival;
import org.sealpost.crypto.DataKey;
import org.sealpost.crypto.Sealer;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.inboxes.Claim;
import org.sealpost.storage.inboxes.Epoch;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.InboxPage;
import org.sealpost.storage.inboxes.InboxStore;
import org.sealpost.storage.inboxes.Position;
import org.sealpost.storage.inboxes.QueuedEnvelope;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The store as streams use it: carries out a stream's action, blocking, and returns the event that
/// tells of it. A store that is away is such an event; any other fault goes to the caller. Safe for
/// any number of threads; how many pages are read at once is bounded, since each may be as large as
/// a window.
public final class DeviceInboxes {
  private static final Logger LOG = LoggerFactory.getLogger(DeviceInboxes.class);
  private static final int PAGES_AT_ONCE = 64;

  private final AccountDirectory accounts;
  private final InboxStore store;
  private final Keyring keyring;
  private final RecentEnvelopes recent;
  private final Semaphore pages = new Semaphore(PAGES_AT_ONCE);

  public DeviceInboxes(
      AccountDirectory accounts, InboxStore store, Keyring keyring, RecentEnvelopes recent) {
    this.accounts = accounts;
    this.store = store;
    this.keyring = keyring;
    this.recent = recent;
  }

  /// Whose inbox; no more of the account than that, since a connection may live for days.
  record Owner(Aci account, int deviceId, InboxId inbox) {
    static Owner of(AuthenticatedDevice device) {
      return new Owner(device.account().aci(), device.device().id(), device.device().inbox());
    }

    @Override
    public String toString() {
      return "Owner[redacted]";
    }
  }

  /// The connection was registered before this call, so a device that is retired from now on finds
  /// its connection closed; one that was retired before is found out here.
  ///
  /// @param wanted asked last of all: a connection that was displaced meanwhile must not take the
  ///   inbox back from the newer one
  StreamEvent claim(Owner owner, BooleanSupplier wanted) {
    try {
      Optional<Device> device =
          accounts.refresh(owner.account()).flatMap((Account now) -> now.device(owner.deviceId()));
      if (device.isEmpty() || !device.get().inbox().equals(owner.inbox())) {
        return new StreamEvent.Retired();
      }
      if (!wanted.getAsBoolean()) {
        return new StreamEvent.ClaimFailed();
      }
      Claim claim = store.claim(owner.inbox());
      return claim.epoch().equals(Epoch.NONE)
          ? new StreamEvent.Retired()
          : new StreamEvent.Claimed(claim.epoch(), claim.gaps());
    } catch (StorageUnavailable e) {
      return new StreamEvent.ClaimFailed();
    }
  }

  StreamEvent read(Owner owner, StreamAction.Read read) {
    pages.acquireUninterruptibly();
    try {
      InboxPage page = store.read(owner.inbox(), read.after(), read.max(), read.maxBytes());
      Position end =
          page.envelopes().isEmpty() ? Position.START : page.envelopes().getLast().position();
      return new StreamEvent.PageRead(page.epoch(), open(owner, page), end, page.more());
    } catch (StorageUnavailable e) {
      return new StreamEvent.ReadFailed();
    } finally {
      pages.release();
    }
  }

  /// Remembers the ids first: an envelope that its device took is no longer wanted, whether or not
  /// the store has removed it yet.
  StreamEvent acknowledge(Owner owner, StreamAction.Acknowledge acknowledge) {
    recent.remember(acknowledge.ids());
    try {
      store.acknowledge(owner.inbox(), acknowledge.ids());
      return new StreamEvent.Acknowledged(acknowledge.batch());
    } catch (StorageUnavailable e) {
      return new StreamEvent.AcknowledgeFailed(acknowledge.batch());
    }
  }

  /// An envelope that does not open (a row that was tampered with, or the wrong keys folder) must
  /// not keep the others from their device. It stays where it is until it expires.
  private List<Arrival> open(Owner owner, InboxPage page) {
    Sealer sealer = keyring.ofAccount(owner.account());
    List<Arrival> arrivals = new ArrayList<>(page.envelopes().size());
    for (QueuedEnvelope queued : page.envelopes()) {
      try {
        Bytes envelope =
            EnvelopeCodec.open(
                sealer, owner.account(), owner.inbox(), queued.id(), queued.sealed());
        arrivals.add(new Arrival(queued.position(), new Delivery(queued.id(), envelope)));
      } catch (DataKey.DoesNotOpen e) {
        LOG.error("an envelope is passed over: {}", e.getMessage());
      }
    }
    return arrivals;
  }
}
