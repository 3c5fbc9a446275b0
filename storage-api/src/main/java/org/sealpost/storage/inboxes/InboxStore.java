package org.sealpost.storage.inboxes;

import java.util.Collection;
import java.util.List;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.accounts.DevicesVersion;

/// Envelopes waiting for devices: oldest first within an inbox, delivered at least once. Safe for
/// any number of threads and nodes.
public interface InboxStore {
  /// Stores one request's envelopes for one account, all or none; durable on return. An id that is
  /// already queued and not expired counts as stored and needs no room. Positions grow in the order
  /// of the list, and a call that begins after another has returned gets higher ones. An inbox that
  /// does not exist or is abandoned is a changed device list; that the others are the account's,
  /// the caller has from its document. The driver gathers concurrent calls into one commit as suits
  /// it.
  ///
  /// @throws org.sealpost.storage.StorageBusy when the queue in front of the store is full
  AppendOutcome append(Aci account, DevicesVersion checked, List<InboxEntry> entries);

  /// A new connection: raises the inbox's epoch and returns it. An inbox that does not exist has
  /// epoch 0; here and in reads and acknowledgements an abandoned one is as if it did not exist.
  Claim claim(InboxId inbox);

  /// The oldest envelopes after the cursor that have not expired, at most `max` and (but for the
  /// first) at most `maxBytes` of sealed bytes, and the epoch as of this read. Sees every append
  /// that returned before the call; positions it has not shown yet are greater than all it has
  /// shown.
  InboxPage read(InboxId inbox, Position after, int max, long maxBytes);

  /// Removes exactly these; unknown ids are passed over. Returns, once committed, how many were
  /// removed. Needs no sync of its own: a crash may bring them back.
  int acknowledge(InboxId inbox, Collection<EnvelopeId> ids);

  /// Removes at most `max` expired envelopes, wherever they are, and counts them; returns how many.
  int sweepExpired(int max);

  /// Abandoned inboxes that are not emptied yet, at most `max`.
  List<InboxId> abandoned(int max);

  /// Removes at most `max` envelopes of an abandoned inbox, and the inbox itself with the last one.
  /// Passes over any other inbox.
  PurgeProgress purge(InboxId inbox, int max);

  InboxLimits limits();

  InboxTotals totals();
}
