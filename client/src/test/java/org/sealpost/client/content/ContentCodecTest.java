package org.sealpost.client.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sealpost.client.content.proto.Content;
import org.sealpost.client.content.proto.ReceiptMessage;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId;

class ContentCodecTest {
  private static final ServiceId BOB = new ServiceId.Aci(new UUID(4, 2));

  static List<Message> messages() {
    return List.of(
        new Message.Text("Grüße, 你好", 1_700_000_000_000L),
        new Message.DeleteForEveryone(1_700_000_000_000L, 1_700_000_000_001L),
        new Message.Delivered(List.of(1L, 2L, 3L)),
        new Message.Transcript(BOB, new Message.Text("hello", 5)),
        new Message.Transcript(BOB, new Message.DeleteForEveryone(5, 6)));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void everyKindOfMessageComesBack(Message message) {
    byte[] padded = ContentCodec.encode(message, Optional.empty());

    assertThat(ContentCodec.decode(padded))
        .hasValue(new ContentCodec.Decoded(message, Optional.empty()));
  }

  @Test
  void theProfileKeyTravelsWithWhatPeopleSay() {
    Bytes key = Bytes.wrap(new byte[32]);
    Message text = new Message.Text("hello", 5);

    assertThat(ContentCodec.decode(ContentCodec.encode(text, Optional.of(key))))
        .hasValue(new ContentCodec.Decoded(text, Optional.of(key)));
  }

  @Test
  void otherKindsOfContentAreNotTaken() {
    byte[] readReceipt =
        Content.newBuilder()
            .setReceiptMessage(
                ReceiptMessage.newBuilder().setType(ReceiptMessage.Type.READ).addTimestamp(1))
            .build()
            .toByteArray();

    assertThat(ContentCodec.decode(Padding.pad(readReceipt))).isEmpty();
    assertThat(ContentCodec.decode(Padding.pad(new byte[0]))).isEmpty();
    assertThat(ContentCodec.decode(Padding.pad(new byte[] {1, 2, 3}))).isEmpty();
    assertThat(ContentCodec.decode(new byte[] {1, 2, 3})).isEmpty();
  }

  @Test
  void aMessagePrintsNothingOfItself() {
    assertThat(messages())
        .allSatisfy(message -> assertThat(message.toString()).endsWith("[redacted]"));
  }
}
