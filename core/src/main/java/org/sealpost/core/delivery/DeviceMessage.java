package org.sealpost.core.delivery;

import org.sealpost.protocol.Bytes;

/// One message of a send, for one device, as the client wrote it; checked by [SendMessage].
///
/// @param type number of the envelope type, see [EnvelopeType]
/// @param registrationId what the sender believes the device's registration id to be
/// @param content ciphertext
public record DeviceMessage(int type, int deviceId, int registrationId, Bytes content) {
  @Override
  public String toString() {
    return "DeviceMessage[redacted]";
  }
}
