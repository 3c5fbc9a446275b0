package org.sealpost.core.prekeys;

import org.sealpost.protocol.Bytes;

/// An EC one-time prekey, which carries no signature. Source: keys, section 1.
///
/// @param publicKey serialized, prefix byte included: 33 bytes
public record OneTimeKey(long keyId, Bytes publicKey) {
  @Override
  public String toString() {
    return "OneTimeKey[redacted]";
  }
}
