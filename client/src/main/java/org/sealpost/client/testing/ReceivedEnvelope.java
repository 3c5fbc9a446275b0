package org.sealpost.client.testing;

import java.util.Map;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.proto.Envelope;

/// An envelope as it came over a socket. `requestId` is what an answer to it must carry;
/// `connection` counts the connections of the device, from 1.
public record ReceivedEnvelope(
    int connection, long requestId, Map<String, String> headers, Bytes raw, Envelope envelope) {
  public Bytes content() {
    return Bytes.wrap(envelope.getContent().toByteArray());
  }

  /// The content as text, for tests that send text.
  public String text() {
    return envelope.getContent().toStringUtf8();
  }

  @Override
  public String toString() {
    return "ReceivedEnvelope[connection " + connection + "]";
  }
}
