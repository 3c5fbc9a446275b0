package org.sealpost.core.delivery;

import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.Placed;

/// Tells whoever holds a device's connection that something came for it. Nobody there is no fault:
/// the device reads its inbox when it connects. Calls return at once, from any thread.
public interface Wakeups {
  /// An envelope is on stable storage, and here it is, for a connection that need not read it then.
  void stored(Placed placed, Bytes envelope);

  /// Something may have come to this inbox.
  void look(InboxId inbox);

  /// Whether somebody may be there to take an envelope. When not, none need be made ready for it: a
  /// device that connects later reads its inbox.
  default boolean mayBeConnected(InboxId inbox) {
    return true;
  }

  /// An envelope for a connected device or nobody.
  void ephemeral(InboxId inbox, EnvelopeId id, Bytes envelope);
}
