package org.sealpost.protocol.json;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sealpost.protocol.Bytes;

/// PUT /v1/messages/{serviceId}: one message for each device of the recipient. An empty list is
/// legal and answered by the device check. Source: messages and websocket, B1.
public record OutgoingMessages(
    long timestamp,
    boolean online,
    @Nullable Boolean urgent,
    @Nullable List<OutgoingMessage> messages) {

  public record OutgoingMessage(
      int type, int destinationDeviceId, int destinationRegistrationId, @Nullable Bytes content) {

    @Override
    public String toString() {
      return "OutgoingMessage[redacted]";
    }
  }

  @Override
  public String toString() {
    return "OutgoingMessages[redacted]";
  }
}
