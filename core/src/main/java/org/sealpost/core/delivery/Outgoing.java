package org.sealpost.core.delivery;

import org.sealpost.core.accounts.Device;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.protocol.Pieces;
import org.sealpost.storage.inboxes.InboxId;

/// An envelope, not sealed yet, for a device.
record Outgoing(Device device, EnvelopeId id, Pieces envelope) {
  InboxId inbox() {
    return device.inbox();
  }

  @Override
  public String toString() {
    return "Outgoing[redacted]";
  }
}
