package org.sealpost.bench.load;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.sealpost.protocol.proto.WebSocketMessage;
import org.sealpost.protocol.proto.WebSocketRequestMessage;
import org.sealpost.protocol.proto.WebSocketResponseMessage;

/// One connection that answers each envelope with 200 as it comes, and counts.
public final class Receiver implements FrameHandler {
  private final AtomicLong envelopes = new AtomicLong();
  private final CountDownLatch queueEmpty = new CountDownLatch(1);

  @Override
  public void frame(Connection connection, ByteBuffer payload) {
    try {
      WebSocketMessage message = WebSocketMessage.parseFrom(payload);
      if (message.getType() != WebSocketMessage.Type.REQUEST) {
        return;
      }
      WebSocketRequestMessage request = message.getRequest();
      if (request.getPath().equals("/api/v1/message")) {
        connection.queue(acknowledgement(request.getId()));
        envelopes.incrementAndGet();
      } else if (request.getPath().equals("/api/v1/queue/empty")) {
        queueEmpty.countDown();
      }
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the server sent a frame that is no message", e);
    }
  }

  private static byte[] acknowledgement(long id) {
    return WebSocketMessage.newBuilder()
        .setType(WebSocketMessage.Type.RESPONSE)
        .setResponse(
            WebSocketResponseMessage.newBuilder().setId(id).setStatus(200).setMessage("OK"))
        .build()
        .toByteArray();
  }

  @Override
  public void closed(String why) {
    queueEmpty.countDown();
  }

  public long envelopes() {
    return envelopes.get();
  }

  /// Done when the end of the backlog has come, or the connection has gone.
  public CountDownLatch queueEmpty() {
    return queueEmpty;
  }
}
