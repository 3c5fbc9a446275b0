package org.sealpost.client.keys;

import java.time.Instant;
import org.signal.libsignal.protocol.IdentityKeyPair;
import org.signal.libsignal.protocol.state.KyberPreKeyRecord;
import org.signal.libsignal.protocol.state.SignedPreKeyRecord;

/// The two prekeys that the server hands out again and again: EC signed and Kyber last-resort, of
/// one device and identity.
public record RepeatedUseKeys(SignedPreKeyRecord signed, KyberPreKeyRecord lastResort) {
  public static RepeatedUseKeys fresh(IdentityKeyPair identity, Instant now) {
    return new RepeatedUseKeys(
        PreKeys.signed(identity, PreKeys.randomId(), now),
        PreKeys.kyber(identity, PreKeys.randomId(), now));
  }

  @Override
  public String toString() {
    return "RepeatedUseKeys[redacted]";
  }
}
