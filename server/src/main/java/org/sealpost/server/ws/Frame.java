package org.sealpost.server.ws;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.proto.WebSocketMessage;
import org.sealpost.protocol.proto.WebSocketRequestMessage;
import org.sealpost.protocol.proto.WebSocketResponseMessage;
import org.sealpost.server.http.Headers;
import org.sealpost.server.http.Reply;

/// One binary message of a socket (wire interface, messages and websocket, A2).
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

  /// Not a message of the protocol.
  record Bad() implements Frame {}

  static Frame parse(byte[] bytes) {
    WebSocketMessage message;
    try {
      message = WebSocketMessage.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      return new Bad();
    }
    return switch (message.getType()) {
      case REQUEST -> message.hasRequest() ? request(message.getRequest()) : new Bad();
      case RESPONSE ->
          message.hasResponse()
              ? new Response(message.getResponse().getId(), message.getResponse().getStatus())
              : new Bad();
      case UNKNOWN -> new Bad();
    };
  }

  private static Frame request(WebSocketRequestMessage request) {
    return new Request(
        request.getVerb(),
        request.getPath(),
        Headers.ofTunnelled(request.getHeadersList()),
        body(request.getBody()),
        request.hasId() ? OptionalLong.of(request.getId()) : OptionalLong.empty());
  }

  /// The array that the parser made for the body: nobody else holds it.
  private static Bytes body(ByteString parsed) {
    if (parsed.isEmpty()) {
      return Bytes.EMPTY;
    }
    TakenBytes taken = new TakenBytes();
    try {
      UnsafeByteOperations.unsafeWriteTo(parsed, taken);
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory cannot be read", e);
    }
    byte[] whole = taken.whole;
    return Bytes.wrap(whole == null ? parsed.toByteArray() : whole);
  }

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

  /// Takes over a literal byte string's array, if it is the whole of it.
  final class TakenBytes extends com.google.protobuf.ByteOutput {
    private byte @Nullable [] whole;

    @Override
    public void write(byte value) {
      whole = null;
    }

    @Override
    public void write(byte[] value, int offset, int length) {
      whole = null;
    }

    @Override
    public void writeLazy(byte[] value, int offset, int length) {
      whole = offset == 0 && length == value.length ? value : null;
    }

    @Override
    public void write(ByteBuffer value) {
      whole = null;
    }

    @Override
    public void writeLazy(ByteBuffer value) {
      whole = null;
    }
  }
}
