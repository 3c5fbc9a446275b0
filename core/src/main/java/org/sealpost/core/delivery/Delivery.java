package org.sealpost.core.delivery;

import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.EnvelopeId;

/// An envelope on its way to its device.
///
/// @param id what [DeviceConnection#answered] wants back
/// @param envelope the serialized protobuf Envelope, as it goes on the wire
public record Delivery(EnvelopeId id, Bytes envelope) {
  @Override
  public String toString() {
    return "Delivery[redacted]";
  }
}
