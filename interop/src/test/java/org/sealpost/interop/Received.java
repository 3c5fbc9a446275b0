package org.sealpost.interop;

import org.whispersystems.signalservice.api.crypto.SignalServiceCipherResult;
import org.whispersystems.signalservice.api.messages.EnvelopeResponse;
import org.whispersystems.signalservice.api.push.ServiceId;
import org.whispersystems.signalservice.internal.push.Content;
import org.whispersystems.signalservice.internal.push.Envelope;

/// A message that came to a device and was decrypted by the library.
///
/// @param source who sent it, as the decrypted message says
/// @param envelope what the server delivered
/// @param deliveredAt the server's time at the delivery, in milliseconds
record Received(
    ServiceId source, int sourceDevice, Content content, Envelope envelope, long deliveredAt) {

  static Received of(EnvelopeResponse response, SignalServiceCipherResult opened) {
    return new Received(
        opened.getMetadata().getSourceServiceId(),
        opened.getMetadata().getSourceDeviceId(),
        opened.getContent(),
        response.getEnvelope(),
        response.getServerDeliveredTimestamp());
  }

  /// The text of an ordinary message.
  String text() {
    if (content.dataMessage == null || content.dataMessage.body == null) {
      throw new IllegalStateException("this is not a text message");
    }
    return content.dataMessage.body;
  }

  /// The text of a message that another device of the same account has sent to somebody.
  String sentText() {
    if (content.syncMessage == null || content.syncMessage.sent == null) {
      throw new IllegalStateException("this is not a transcript of a sent message");
    }
    return content.syncMessage.sent.message.body;
  }
}
