package org.sealpost.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import org.sealpost.protocol.proto.WebSocketMessage;
import org.sealpost.protocol.proto.WebSocketRequestMessage;
import org.sealpost.protocol.proto.WebSocketResponseMessage;

/// Frames of the WebSocket.
final class FrameParser implements Parser {
  @Override
  public List<byte[]> seeds() {
    WebSocketMessage request =
        WebSocketMessage.newBuilder()
            .setType(WebSocketMessage.Type.REQUEST)
            .setRequest(
                WebSocketRequestMessage.newBuilder()
                    .setVerb("PUT")
                    .setPath("/v1/messages/9d0652a3-dcc3-4d11-975f-74d61598733f?story=false")
                    .setId(-1)
                    .addHeaders("content-type:application/json")
                    .setBody(ByteString.copyFromUtf8("{\"messages\":[]}")))
            .build();
    WebSocketMessage response =
        WebSocketMessage.newBuilder()
            .setType(WebSocketMessage.Type.RESPONSE)
            .setResponse(
                WebSocketResponseMessage.newBuilder().setId(7).setStatus(200).setMessage("OK"))
            .build();
    return List.of(request.toByteArray(), response.toByteArray());
  }

  @Override
  public void check(byte[] input) throws Exception {
    WebSocketMessage message;
    try {
      message = WebSocketMessage.parseFrom(input);
    } catch (InvalidProtocolBufferException refused) {
      return;
    }
    assertThat(WebSocketMessage.parseFrom(message.toByteArray())).isEqualTo(message);
  }
}
