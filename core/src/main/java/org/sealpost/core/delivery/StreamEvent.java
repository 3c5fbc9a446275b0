package org.sealpost.core.delivery;

import java.util.List;
import java.util.Optional;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.storage.inboxes.Epoch;
import org.sealpost.storage.inboxes.Position;

/// What a [DeviceStream] is told.
sealed interface StreamEvent {
  /// The transport is ready.
  record Started() implements StreamEvent {}

  /// The inbox is ours as of this epoch. Answers [StreamAction.Claim], as do the next two.
  record Claimed(Epoch epoch, long gaps) implements StreamEvent {}

  record ClaimFailed() implements StreamEvent {}

  /// The device was retired before its inbox could be claimed.
  record Retired() implements StreamEvent {}

  /// Answers [StreamAction.Read], as does the next.
  ///
  /// @param end where the last envelope of the page stands, also if it could not be opened; the
  ///   start when the page is empty
  /// @param more whether the inbox held more than the page, as of the read
  record PageRead(Epoch epoch, List<Arrival> arrivals, Position end, boolean more)
      implements StreamEvent {}

  record ReadFailed() implements StreamEvent {}

  /// An envelope was stored and is at hand.
  ///
  /// @param before the highest position in the inbox before this one, if the store knows
  /// @param repeat whether it had been queued before
  record Stored(Arrival arrival, Optional<Position> before, boolean repeat)
      implements StreamEvent {}

  /// Something may have come.
  record Woken() implements StreamEvent {}

  /// An envelope for now or never.
  record Ephemeral(Delivery delivery) implements StreamEvent {}

  /// The device answered.
  record Answered(EnvelopeId id, boolean accepted) implements StreamEvent {}

  /// Answers [StreamAction.Acknowledge], as does the next.
  record Acknowledged(long batch) implements StreamEvent {}

  record AcknowledgeFailed(long batch) implements StreamEvent {}

  /// Time passed; see [DeviceStream#wakeAt].
  record Tick() implements StreamEvent {}

  /// The connection is to end.
  record Dismissed(CloseReason reason) implements StreamEvent {}

  /// The connection is gone.
  record Disconnected() implements StreamEvent {}

  /// An envelope and its place in the inbox.
  record Arrival(Position position, Delivery delivery) {}
}
