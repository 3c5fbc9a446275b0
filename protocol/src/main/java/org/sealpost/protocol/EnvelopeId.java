package org.sealpost.protocol;

import java.util.UUID;

/// Names one envelope in one inbox. A keyed function of the request that made it (design section
/// 4), so that a repeated send carries the same id; on the wire it is the envelope's server guid.
public record EnvelopeId(UUID uuid) {
  /// The first 16 bytes of a MAC as a UUIDv8 (RFC 9562 section 5.8).
  public static EnvelopeId fromMac(byte[] mac) {
    byte[] bytes = java.util.Arrays.copyOf(mac, 16);
    bytes[6] = (byte) ((bytes[6] & 0x0F) | 0x80);
    bytes[8] = (byte) ((bytes[8] & 0x3F) | 0x80);
    return new EnvelopeId(Uuids.fromBytes(bytes));
  }

  public byte[] toBytes() {
    return Uuids.toBytes(uuid);
  }

  /// Envelope ids are on the deny list of logs.
  @Override
  public String toString() {
    return "EnvelopeId[redacted]";
  }
}
