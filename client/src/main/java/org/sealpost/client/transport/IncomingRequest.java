package org.sealpost.client.transport;

import java.util.Map;
import org.sealpost.protocol.Bytes;

/// A request that the server made over the WebSocket: an envelope, the end of the backlog, a
/// provisioning step. Header names are lower-case. `id` is what an answer must carry.
public record IncomingRequest(
    long id, String verb, String path, Map<String, String> headers, Bytes body) {
  public static final String MESSAGE = "/api/v1/message";
  public static final String QUEUE_EMPTY = "/api/v1/queue/empty";

  public IncomingRequest {
    headers = Map.copyOf(headers);
  }

  @Override
  public String toString() {
    return "IncomingRequest[" + verb + " " + path + "]";
  }
}
