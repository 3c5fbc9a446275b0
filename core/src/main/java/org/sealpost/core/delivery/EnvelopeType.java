package org.sealpost.core.delivery;

import java.util.Optional;
import org.sealpost.protocol.proto.Envelope;

/// What a client may send. Type 5 is made by servers only, and 7 never travels by itself. Source:
/// wire interface, messages, B1 and part D.
public enum EnvelopeType {
  UNKNOWN(Envelope.Type.UNKNOWN),
  /// A Double Ratchet message.
  CIPHERTEXT(Envelope.Type.CIPHERTEXT),
  /// A message that begins a session.
  PREKEY_BUNDLE(Envelope.Type.PREKEY_BUNDLE),
  /// Sealed sender, version 1 or 2.
  UNIDENTIFIED_SENDER(Envelope.Type.UNIDENTIFIED_SENDER),
  /// A report that something could not be decrypted.
  PLAINTEXT_CONTENT(Envelope.Type.PLAINTEXT_CONTENT);

  private final Envelope.Type wire;

  EnvelopeType(Envelope.Type wire) {
    this.wire = wire;
  }

  public Envelope.Type wire() {
    return wire;
  }

  public static Optional<EnvelopeType> ofNumber(int number) {
    for (EnvelopeType type : values()) {
      if (type.wire.getNumber() == number) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
