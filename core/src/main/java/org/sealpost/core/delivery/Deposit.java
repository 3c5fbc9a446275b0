package org.sealpost.core.delivery;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.atrest.Keyring;
import org.sealpost.crypto.Sealer;
import org.sealpost.protocol.Bytes;
import org.sealpost.storage.StorageBusy;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.inboxes.AppendOutcome;
import org.sealpost.storage.inboxes.InboxEntry;
import org.sealpost.storage.inboxes.InboxStore;
import org.sealpost.storage.inboxes.Placed;

/// Seals one account's envelopes, stores them, all or none, and hands them to who is connected.
/// Safe for any number of threads.
final class Deposit {
  private final InboxStore inboxes;
  private final Keyring keyring;
  private final RecentEnvelopes recent;
  private final Wakeups wakeups;
  private final DeliveryLimits limits;
  private final Clock clock;

  Deposit(
      InboxStore inboxes,
      Keyring keyring,
      RecentEnvelopes recent,
      Wakeups wakeups,
      DeliveryLimits limits,
      Clock clock) {
    this.inboxes = inboxes;
    this.keyring = keyring;
    this.recent = recent;
    this.wakeups = wakeups;
    this.limits = limits;
    this.clock = clock;
  }

  enum Outcome {
    STORED,
    PRIMARY_FULL,
    /// The devices are no longer those that were checked, or nothing is left to store that would
    /// confirm them: the account has to be read again.
    UNCONFIRMED
  }

  /// Stores what devices have not acknowledged lately.
  ///
  /// @param confirmed whether the account was read after the request arrived
  /// @throws StorageUnavailable when the store cannot take it now. Unless it is a [StorageBusy],
  ///   whether it took it is unknown
  Outcome store(Account recipient, boolean confirmed, List<Outgoing> envelopes) {
    List<Outgoing> fresh = envelopes.stream().filter(one -> !recent.contains(one.id())).toList();
    if (fresh.isEmpty()) {
      return confirmed ? Outcome.STORED : Outcome.UNCONFIRMED;
    }
    return switch (append(recipient, fresh)) {
      case AppendOutcome.Stored stored -> {
        handOver(stored.placed(), fresh);
        yield Outcome.STORED;
      }
      case AppendOutcome.PrimaryFull() -> Outcome.PRIMARY_FULL;
      case AppendOutcome.DevicesChanged() -> Outcome.UNCONFIRMED;
    };
  }

  /// Hands ephemeral envelopes to who is connected; nothing is stored.
  void handOut(List<Outgoing> envelopes) {
    for (Outgoing one : envelopes) {
      if (wakeups.mayBeConnected(one.inbox())) {
        wakeups.ephemeral(one.inbox(), one.id(), one.envelope().join());
      }
    }
  }

  private AppendOutcome append(Account recipient, List<Outgoing> envelopes) {
    Sealer sealer = keyring.ofAccount(recipient.aci());
    Instant expiresAt = clock.instant().plus(limits.timeToLive());
    List<InboxEntry> entries = new ArrayList<>(envelopes.size());
    for (Outgoing one : envelopes) {
      Bytes sealed =
          EnvelopeCodec.seal(sealer, recipient.aci(), one.inbox(), one.id(), one.envelope());
      entries.add(
          new InboxEntry(one.inbox(), one.id(), sealed, expiresAt, one.device().isPrimary()));
    }
    try {
      return inboxes.append(recipient.aci(), recipient.devicesVersion(), entries);
    } catch (StorageBusy e) {
      throw e;
    } catch (StorageUnavailable e) {
      // It may have been stored all the same.
      envelopes.forEach(one -> wakeups.look(one.inbox()));
      throw e;
    }
  }

  /// What a linked device's full inbox left out has no place and is passed over here; its gap was
  /// counted by the store.
  private void handOver(List<Placed> placed, List<Outgoing> envelopes) {
    for (Placed place : placed) {
      for (Outgoing one : envelopes) {
        if (one.id().equals(place.id()) && wakeups.mayBeConnected(one.inbox())) {
          wakeups.stored(place, one.envelope().join());
        }
      }
    }
  }
}
