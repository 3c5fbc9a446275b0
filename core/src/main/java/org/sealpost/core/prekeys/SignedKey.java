package org.sealpost.core.prekeys;

import org.sealpost.protocol.Bytes;

/// A public prekey with its owner's signature: an EC signed prekey or a Kyber prekey, as the client
/// sent it. Source: keys, section 1.
///
/// @param publicKey serialized, prefix byte included: 33 bytes (EC) or 1569 (Kyber-1024)
/// @param signature XEd25519 over `publicKey`, 64 bytes
public record SignedKey(long keyId, Bytes publicKey, Bytes signature) {
  @Override
  public String toString() {
    return "SignedKey[redacted]";
  }
}
