package org.sealpost.server.ws;

import static com.google.protobuf.WireFormat.WIRETYPE_LENGTH_DELIMITED;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.proto.WebSocketMessage;
import org.sealpost.protocol.proto.WebSocketRequestMessage;
import org.sealpost.protocol.proto.WebSocketResponseMessage;
import org.sealpost.server.http.Headers;

/// Reads a client's frame field by field and stops at the first header too many. Protobuf's own
/// parser makes an object of every header before it can be asked how many there are: half a
/// megabyte of headers with a letter each becomes twenty, and a few strangers' frames at a time
/// would take all memory.
final class FrameReader {
  /// As many as a request over HTTP has in practice, twice over; clients send three.
  private static final int MAX_HEADERS = 64;

  /// The bound of HTTP's headers.
  private static final int MAX_HEADER_BYTES = 16 * 1024;

  private static final int TAG_TYPE_BITS = 3;
  private static final int TYPE = WebSocketMessage.TYPE_FIELD_NUMBER << TAG_TYPE_BITS;
  private static final int REQUEST =
      WebSocketMessage.REQUEST_FIELD_NUMBER << TAG_TYPE_BITS | WIRETYPE_LENGTH_DELIMITED;
  private static final int RESPONSE =
      WebSocketMessage.RESPONSE_FIELD_NUMBER << TAG_TYPE_BITS | WIRETYPE_LENGTH_DELIMITED;
  private static final int VERB =
      WebSocketRequestMessage.VERB_FIELD_NUMBER << TAG_TYPE_BITS | WIRETYPE_LENGTH_DELIMITED;
  private static final int PATH =
      WebSocketRequestMessage.PATH_FIELD_NUMBER << TAG_TYPE_BITS | WIRETYPE_LENGTH_DELIMITED;
  private static final int BODY =
      WebSocketRequestMessage.BODY_FIELD_NUMBER << TAG_TYPE_BITS | WIRETYPE_LENGTH_DELIMITED;
  private static final int HEADER =
      WebSocketRequestMessage.HEADERS_FIELD_NUMBER << TAG_TYPE_BITS | WIRETYPE_LENGTH_DELIMITED;
  private static final int ID = WebSocketRequestMessage.ID_FIELD_NUMBER << TAG_TYPE_BITS;
  private static final int ANSWERED_ID = WebSocketResponseMessage.ID_FIELD_NUMBER << TAG_TYPE_BITS;
  private static final int STATUS = WebSocketResponseMessage.STATUS_FIELD_NUMBER << TAG_TYPE_BITS;

  private final CodedInputStream in;

  private FrameReader(CodedInputStream in) {
    this.in = in;
  }

  static Frame read(byte[] bytes) {
    try {
      return new FrameReader(CodedInputStream.newInstance(bytes)).message();
    } catch (IOException e) {
      return new Frame.Bad();
    }
  }

  private Frame message() throws IOException {
    int type = WebSocketMessage.Type.UNKNOWN_VALUE;
    Frame.@Nullable Request request = null;
    Frame.@Nullable Response response = null;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case TYPE -> {
          int read = in.readEnum();
          // as protobuf has it: a value that is none of the enum's is an unknown field
          type = WebSocketMessage.Type.forNumber(read) == null ? type : read;
        }
        case REQUEST -> {
          int outer = in.pushLimit(in.readRawVarint32());
          refuseSecond(request);
          request = request();
          in.popLimit(outer);
        }
        case RESPONSE -> {
          int outer = in.pushLimit(in.readRawVarint32());
          refuseSecond(response);
          response = response();
          in.popLimit(outer);
        }
        default -> skip(tag);
      }
    }
    if (type == WebSocketMessage.Type.REQUEST_VALUE && request != null) {
      return request;
    }
    if (type == WebSocketMessage.Type.RESPONSE_VALUE && response != null) {
      return response;
    }
    return new Frame.Bad();
  }

  private Frame.Request request() throws IOException {
    String verb = "";
    String path = "";
    byte[] body = {};
    OptionalLong id = OptionalLong.empty();
    List<String> headers = new ArrayList<>();
    int headerBytes = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case VERB -> verb = in.readString();
        case PATH -> path = in.readString();
        case BODY -> body = in.readByteArray();
        case ID -> id = OptionalLong.of(in.readUInt64());
        case HEADER -> {
          int start = in.getTotalBytesRead();
          headers.add(in.readString());
          headerBytes += in.getTotalBytesRead() - start;
          if (headers.size() > MAX_HEADERS || headerBytes > MAX_HEADER_BYTES) {
            throw new IOException("more headers than a client has reason to send");
          }
        }
        default -> skip(tag);
      }
    }
    return new Frame.Request(verb, path, Headers.ofTunnelled(headers), Bytes.wrap(body), id);
  }

  private Frame.Response response() throws IOException {
    long id = 0;
    int status = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case ANSWERED_ID -> id = in.readUInt64();
        case STATUS -> status = in.readUInt32();
        default -> skip(tag);
      }
    }
    return new Frame.Response(id, status);
  }

  /// Protobuf would merge them, which nobody means.
  private static void refuseSecond(@Nullable Frame first) throws IOException {
    if (first != null) {
      throw new IOException("a frame has one request or response");
    }
  }

  /// What newer clients may add. A group's end without its beginning is no frame.
  private void skip(int tag) throws IOException {
    if (!in.skipField(tag)) {
      throw new IOException("a group ends that did not begin");
    }
  }
}
