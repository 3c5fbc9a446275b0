package org.sealpost.core.delivery;

import java.util.List;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.storage.inboxes.Position;

/// What a [DeviceStream] wants done. At most one of [Claim] and [Read] is under way at a time;
/// several [Acknowledge] may be, in any order; the others are done at once and in order.
sealed interface StreamAction {
  record Claim() implements StreamAction {}

  record Read(Position after, int max, long maxBytes) implements StreamAction {}

  record Acknowledge(long batch, List<EnvelopeId> ids) implements StreamAction {}

  record Deliver(Delivery delivery) implements StreamAction {}

  record QueueEmpty(long gaps) implements StreamAction {}

  record Close(CloseReason reason) implements StreamAction {}
}
