package org.sealpost.server.ws;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import java.util.OptionalLong;
import org.sealpost.fuzz.Parser;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.proto.WebSocketMessage;
import org.sealpost.protocol.proto.WebSocketRequestMessage;
import org.sealpost.protocol.proto.WebSocketResponseMessage;
import org.sealpost.server.http.Headers;

/// Frames of the WebSocket: what is read is what protobuf's own parser reads, unless there are more
/// headers than may be.
public final class FrameParser implements Parser {
  private static final int MAX_HEADERS = 64;
  private static final int MAX_HEADER_BYTES = 16 * 1024;

  @Override
  public List<byte[]> seeds() {
    WebSocketMessage request =
        WebSocketMessage.newBuilder()
            .setType(WebSocketMessage.Type.REQUEST)
            .setRequest(
                WebSocketRequestMessage.newBuilder()
                    .setVerb("PUT")
                    .setPath("/v1/messages/9d0652a3-dcc3-4d11-975f-74d61598733f?story=false")
                    .setId(0xFEDC_BA98_7654_3210L)
                    .addHeaders("content-type:application/json")
                    .setBody(ByteString.copyFromUtf8("{\"messages\":[]}")))
            .build();
    WebSocketMessage response =
        WebSocketMessage.newBuilder()
            .setType(WebSocketMessage.Type.RESPONSE)
            .setResponse(
                WebSocketResponseMessage.newBuilder().setId(7).setStatus(200).setMessage("OK"))
            .build();
    WebSocketRequestMessage.Builder many = WebSocketRequestMessage.newBuilder().setVerb("GET");
    for (int i = 0; i <= MAX_HEADERS; i++) {
      many.addHeaders("a:" + i);
    }
    WebSocketMessage crowded =
        WebSocketMessage.newBuilder()
            .setType(WebSocketMessage.Type.REQUEST)
            .setRequest(many)
            .build();
    return List.of(request.toByteArray(), response.toByteArray(), crowded.toByteArray());
  }

  @Override
  public void check(byte[] input) {
    Frame frame = FrameReader.read(input);
    WebSocketMessage message;
    try {
      message = WebSocketMessage.parseFrom(input);
    } catch (InvalidProtocolBufferException refused) {
      assertThat(frame).isEqualTo(new Frame.Bad());
      return;
    }
    if (!(frame instanceof Frame.Bad)) {
      assertSame(frame, message);
    }
    // In its canonical form a message has each part once, and then nothing more may be refused.
    Frame canonical = FrameReader.read(message.toByteArray());
    if (isOneOfOurs(message)) {
      assertSame(canonical, message);
    } else {
      assertThat(canonical).isEqualTo(new Frame.Bad());
    }
  }

  private static boolean isOneOfOurs(WebSocketMessage message) {
    List<ByteString> headers = message.getRequest().getHeadersList().asByteStringList();
    int headerBytes = 0;
    for (ByteString header : headers) {
      headerBytes += header.size() + (header.size() < 128 ? 1 : header.size() < 16_384 ? 2 : 3);
    }
    boolean bounded = headers.size() <= MAX_HEADERS && headerBytes <= MAX_HEADER_BYTES;
    return bounded
        && switch (message.getType()) {
          case REQUEST -> message.hasRequest();
          case RESPONSE -> message.hasResponse();
          case UNKNOWN -> false;
        };
  }

  private static void assertSame(Frame frame, WebSocketMessage message) {
    switch (frame) {
      case Frame.Request request -> {
        WebSocketRequestMessage expected = message.getRequest();
        assertThat(message.getType()).isEqualTo(WebSocketMessage.Type.REQUEST);
        assertThat(request.verb()).isEqualTo(expected.getVerb());
        assertThat(request.path()).isEqualTo(expected.getPath());
        assertThat(request.body()).isEqualTo(Bytes.wrap(expected.getBody().toByteArray()));
        assertThat(request.id())
            .isEqualTo(expected.hasId() ? OptionalLong.of(expected.getId()) : OptionalLong.empty());
        assertThat(request.headers()).isEqualTo(Headers.ofTunnelled(expected.getHeadersList()));
      }
      case Frame.Response(long id, int status) -> {
        assertThat(message.getType()).isEqualTo(WebSocketMessage.Type.RESPONSE);
        assertThat(id).isEqualTo(message.getResponse().getId());
        assertThat(status).isEqualTo(message.getResponse().getStatus());
      }
      case Frame.Bad _ -> throw new AssertionError("a message of ours was refused");
    }
  }
}
