package org.sealpost.server.ws;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.proto.WebSocketMessage;
import org.sealpost.protocol.proto.WebSocketRequestMessage;
import org.sealpost.protocol.proto.WebSocketResponseMessage;
import org.sealpost.server.http.Headers;
import org.sealpost.server.http.Reply;

/// One binary message of a socket (wire interface, messages and websocket, A2). [FrameReader] reads
/// those of clients; here the server's are written.
sealed interface Frame {

  /// A request of the client.
  ///
  /// @param id as the client chose it, any 64 bits; without one no response is wanted
  record Request(String verb, String path, Headers headers, Bytes body, OptionalLong id)
      implements Frame {
    @Override
    public String toString() {
      return "Request[redacted]";
    }
  }

  record Response(long id, int status) implements Frame {}

  /// Not a message of the protocol, or more of one than a client has reason to send.
  record Bad() implements Frame {}

  static ByteBuffer response(long id, Reply reply, long timestampMillis) {
    WebSocketResponseMessage.Builder response =
        WebSocketResponseMessage.newBuilder()
            .setId(id)
            .setStatus(reply.status())
            .setMessage(ReasonPhrase.of(reply.status()))
            .addHeaders("X-Signal-Timestamp:" + timestampMillis)
            .addHeaders("Content-Length:" + reply.body().size());
    if (!reply.body().isEmpty()) {
      response
          .addHeaders("Content-Type:application/json")
          .setBody(UnsafeByteOperations.unsafeWrap(reply.body().unsafeArray()));
    }
    for (Reply.Header header : reply.headers()) {
      response.addHeaders(header.name() + ":" + header.value());
    }
    return encode(
        WebSocketMessage.newBuilder()
            .setType(WebSocketMessage.Type.RESPONSE)
            .setResponse(response)
            .build());
  }

  /// A request of the server.
  ///
  /// @param headers each `name:value`
  static ByteBuffer request(long id, String verb, String path, Bytes body, String... headers) {
    WebSocketRequestMessage.Builder request =
        WebSocketRequestMessage.newBuilder().setVerb(verb).setPath(path).setId(id);
    for (String header : headers) {
      request.addHeaders(header);
    }
    if (!body.isEmpty()) {
      request.setBody(UnsafeByteOperations.unsafeWrap(body.unsafeArray()));
    }
    return encode(
        WebSocketMessage.newBuilder()
            .setType(WebSocketMessage.Type.REQUEST)
            .setRequest(request)
            .build());
  }

  /// The one copy of a body on its way out: into the frame.
  private static ByteBuffer encode(WebSocketMessage message) {
    byte[] bytes = new byte[message.getSerializedSize()];
    try {
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      message.writeTo(out);
      out.checkNoSpaceLeft();
    } catch (IOException e) {
      throw new IllegalStateException("a frame of known size does not fit", e);
    }
    return ByteBuffer.wrap(bytes);
  }
}
