package org.sealpost.client.messages;

import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.DeviceAddress;

/// What decrypting an envelope gave.
sealed interface Opened {
  /// The plaintext, with its padding, and who encrypted it.
  record Plaintext(DeviceAddress sender, boolean sealedSender, Bytes padded) implements Opened {
    @Override
    public String toString() {
      return "Plaintext[redacted]";
    }
  }

  /// Decrypted before: the acknowledgement was lost, or the sender repeated itself.
  record Repeat() implements Opened {}

  /// Of a type that carries nothing for this client.
  record Nothing() implements Opened {}

  record Failed(Incoming.Reason reason) implements Opened {}
}
