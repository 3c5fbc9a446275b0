package org.sealpost.client.content;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sealpost.client.content.proto.Content;
import org.sealpost.client.content.proto.DataMessage;
import org.sealpost.client.content.proto.ReceiptMessage;
import org.sealpost.client.content.proto.SyncMessage;
import org.sealpost.client.content.proto.TypingMessage;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId;

class ContentCodecTest {
  private static final ServiceId BOB = new ServiceId.Aci(new UUID(4, 2));

  private static final ServiceId.Aci ALICE = new ServiceId.Aci(new UUID(2, 4));

  static List<Message> messages() {
    Timer timer = new Timer(30, 2);
    return List.of(
        new Message.Text("Grüße, 你好", 1_700_000_000_000L),
        new Message.Text("not for long", 5, timer),
        new Message.DeleteForEveryone(1_700_000_000_000L, 1_700_000_000_001L),
        new Message.TimerChange(timer, 7),
        new Message.TimerChange(new Timer(0, 3), 8),
        new Message.Receipt(ReceiptKind.DELIVERED, List.of(1L, 2L, 3L)),
        new Message.Receipt(ReceiptKind.READ, List.of(1L)),
        new Message.Receipt(ReceiptKind.VIEWED, List.of(2L)),
        new Message.Typing(true, 9),
        new Message.Typing(false, 9),
        new Message.Transcript(BOB, new Message.Text("hello", 5)),
        new Message.Transcript(BOB, new Message.Text("hello", 5, timer), Optional.of(5L)),
        new Message.Transcript(BOB, new Message.DeleteForEveryone(5, 6)),
        new Message.Transcript(BOB, new Message.TimerChange(timer, 6)),
        new Message.ReadHere(
            List.of(new Message.TextName(ALICE, 5), new Message.TextName(ALICE, 6))),
        new Message.Silent());
  }

  @ParameterizedTest
  @MethodSource("messages")
  void everyKindOfMessageComesBack(Message message) {
    byte[] padded = ContentCodec.encode(message, Optional.empty());

    assertThat(ContentCodec.decode(padded)).isEqualTo(new ContentCodec.Decoded(message));
  }

  @Test
  void theProfileKeyTravelsWithWhatPeopleSay() {
    Bytes key = Bytes.wrap(new byte[32]);
    Message text = new Message.Text("hello", 5);

    assertThat(ContentCodec.decode(ContentCodec.encode(text, Optional.of(key))))
        .isEqualTo(new ContentCodec.Decoded(text, Optional.of(key), Optional.empty()));
    assertThat(
            ContentCodec.decode(
                padded(
                    data(
                        DataMessage.newBuilder()
                            .setFlags(4)
                            .setProfileKey(ByteString.copyFrom(new byte[32]))))))
        .isEqualTo(
            new ContentCodec.Decoded(new Message.Silent(), Optional.of(key), Optional.empty()));
  }

  private static Content.Builder data(DataMessage.Builder data) {
    return Content.newBuilder().setDataMessage(data);
  }

  private static byte[] padded(Content.Builder content) {
    return Padding.pad(content.build().toByteArray());
  }

  /// Whatever is not known is said to be so, and is never taken for something else.
  @Test
  void otherKindsOfContentAreNotUnderstood() {
    ByteString some = ByteString.copyFromUtf8("something");
    List<byte[]> unknown =
        List.of(
            padded(data(DataMessage.newBuilder().setBody("to a group").setGroupV2(some))),
            padded(data(DataMessage.newBuilder().setTimestamp(5))),
            padded(
                Content.newBuilder()
                    .setTypingMessage(
                        TypingMessage.newBuilder()
                            .setAction(TypingMessage.Action.STARTED)
                            .setGroupId(some))),
            padded(
                Content.newBuilder()
                    .setReceiptMessage(ReceiptMessage.newBuilder().addTimestamp(1))),
            padded(Content.newBuilder().setSyncMessage(SyncMessage.getDefaultInstance())),
            Padding.pad(new byte[0]),
            Padding.pad(new byte[] {1, 2, 3}),
            new byte[] {1, 2, 3},
            new byte[0]);

    assertThat(unknown)
        .allSatisfy(content ->
            assertThat(ContentCodec.decode(content).message())
                .isEqualTo(new Message.NotUnderstood()));
  }

  /// Numbers of 32 bits, as a stranger may write them.
  @Test
  void aTimerBeyondBoundsIsCutToThem() {
    byte[] content =
        padded(
            data(
                DataMessage.newBuilder()
                    .setBody("x")
                    .setExpireTimer(-1)
                    .setExpireTimerVersion(-1)));

    Timer timer = ((Message.Text) ContentCodec.decode(content).message()).timer();

    assertThat(timer.seconds()).isEqualTo(Timer.MAX_SECONDS);
    assertThat(timer.changedTo(Duration.ZERO).version()).isGreaterThan(timer.version());
  }

  @Test
  void aMessagePrintsNothingOfItself() {
    assertThat(messages().stream().filter(message -> !(message instanceof Message.Silent)))
        .allSatisfy(message -> assertThat(message.toString()).endsWith("[redacted]"));
  }
}
