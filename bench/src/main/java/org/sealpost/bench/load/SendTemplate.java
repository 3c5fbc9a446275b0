package org.sealpost.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.SplittableRandom;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.json.OutgoingMessages;
import org.sealpost.protocol.json.OutgoingMessages.OutgoingMessage;
import org.sealpost.protocol.json.WireJson;
import org.sealpost.protocol.proto.WebSocketMessage;
import org.sealpost.protocol.proto.WebSocketRequestMessage;

/// The frame of one sender's send to one device. Between two sends only the request's id and the
/// client timestamp change, in place: another timestamp makes it another message.
public final class SendTemplate {
  private static final long TIMESTAMP = 1_111_111_111_111L;
  private static final int TIMESTAMP_DIGITS = 13;
  private static final int ID_BYTES = 10;
  private static final byte[] ID = {0x20, -1, -1, -1, -1, -1, -1, -1, -1, -1, 0x01};

  private final byte[] frame;
  private final int idAt;
  private final int timestampAt;

  private SendTemplate(byte[] frame) {
    this.frame = frame;
    String text = new String(frame, ISO_8859_1);
    this.idAt = text.indexOf(new String(ID, ISO_8859_1)) + 1;
    this.timestampAt = text.indexOf(Long.toString(TIMESTAMP));
  }

  /// A template of sends to this account.
  ///
  /// @param contentBytes the size of the envelope's content
  public static SendTemplate to(
      ServiceId recipient, int registrationId, int contentBytes, SplittableRandom random) {
    byte[] content = new byte[contentBytes];
    random.nextBytes(content);
    Bytes body =
        WireJson.write(
            new OutgoingMessages(
                TIMESTAMP,
                false,
                true,
                List.of(new OutgoingMessage(1, 1, registrationId, Bytes.wrap(content)))));
    return new SendTemplate(
        WebSocketMessage.newBuilder()
            .setType(WebSocketMessage.Type.REQUEST)
            .setRequest(
                WebSocketRequestMessage.newBuilder()
                    .setVerb("PUT")
                    .setPath("/v1/messages/" + recipient.text() + "?story=false")
                    .addHeaders("content-type:application/json")
                    .setBody(ByteString.copyFrom(body.unsafeArray()))
                    .setId(-1))
            .build()
            .toByteArray());
  }

  /// The frame under this id, for a message of this time; good until the next call.
  ///
  /// @param number below 2^63; the request's id on the wire has its top bit set
  public byte[] frame(long number, long timestampMillis) {
    long rest = number;
    for (int i = 0; i < ID_BYTES - 1; i++) {
      frame[idAt + i] = (byte) ((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    long digits = timestampMillis;
    for (int i = TIMESTAMP_DIGITS - 1; i >= 0; i--) {
      frame[timestampAt + i] = (byte) ('0' + digits % 10);
      digits /= 10;
    }
    return frame;
  }

  /// The number that was given to [#frame], from the id that came back.
  public static long number(long id) {
    return id & Long.MAX_VALUE;
  }

  public int sizeBytes() {
    return frame.length;
  }
}
