package org.sealpost.client.content;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.sealpost.client.content.proto.Content;
import org.sealpost.client.content.proto.DataMessage;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.ServiceId;

class PointerCodecTest {
  private static final ByteString KEY = ByteString.copyFrom(new byte[64]);
  private static final ByteString DIGEST = ByteString.copyFrom(new byte[32]);

  private static final ServiceId BOB = new ServiceId.Aci(new UUID(1, 2));

  private static AttachmentPointer pointer(String object, Bytes macs, long chunk) {
    return new AttachmentPointer(
        3,
        object,
        SecretBytes.wrap(new byte[64]),
        Bytes.wrap(new byte[32]),
        0xFFFF_FFFFL,
        macs,
        chunk,
        "image/png",
        "../boat.png",
        1_700_000_000_000L);
  }

  private static Message said(Message message) {
    return ContentCodec.decode(ContentCodec.encode(message, Optional.empty())).message();
  }

  @Test
  void filesComeBackWithAndWithoutAText() {
    AttachmentPointer full = pointer("one", Bytes.wrap(new byte[64]), 65_536);
    AttachmentPointer bare = pointer("two", Bytes.EMPTY, 0);
    for (String body : List.of("", "look")) {
      Message.Text text = new Message.Text(body, 5, Timer.NONE, List.of(full, bare));
      assertThat(said(text)).isEqualTo(text);
      Message transcript = new Message.Transcript(BOB, text);
      assertThat(said(transcript)).isEqualTo(transcript);
    }
  }

  @Test
  void theFieldsHaveTheNumbersOfTheWireInterface() throws Exception {
    Message.Text text =
        new Message.Text(
            "", 5, Timer.NONE, List.of(pointer("name", Bytes.wrap(new byte[32]), 65_536)));
    byte[] plain = Padding.strip(ContentCodec.encode(text, Optional.empty())).orElseThrow();
    UnknownFieldSet data = nested(UnknownFieldSet.parseFrom(plain), 1);
    assertThat(data.hasField(1)).isFalse();
    UnknownFieldSet wire = nested(data, 2);
    assertThat(wire.asMap().keySet()).containsExactlyInAnyOrder(2, 3, 4, 6, 7, 13, 14, 15, 17, 19);
    assertThat(wire.getField(2).getLengthDelimitedList().getFirst().toStringUtf8())
        .isEqualTo("image/png");
    assertThat(wire.getField(3).getLengthDelimitedList()).containsExactly(KEY);
    assertThat(wire.getField(4).getVarintList()).containsExactly(0xFFFF_FFFFL);
    assertThat(wire.getField(6).getLengthDelimitedList()).containsExactly(DIGEST);
    assertThat(wire.getField(13).getVarintList()).containsExactly(1_700_000_000_000L);
    assertThat(wire.getField(14).getVarintList()).containsExactly(3L);
    assertThat(wire.getField(15).getLengthDelimitedList().getFirst().toStringUtf8())
        .isEqualTo("name");
    assertThat(wire.getField(17).getVarintList()).containsExactly(65_536L);
    assertThat(wire.getField(19).getLengthDelimitedList().getFirst().size()).isEqualTo(32);
  }

  private static UnknownFieldSet nested(UnknownFieldSet outer, int field) throws Exception {
    Field value = outer.getField(field);
    return UnknownFieldSet.parseFrom(value.getLengthDelimitedList().getFirst());
  }

  @Test
  void anOldNumberIsTheNameOfItsObject() throws Exception {
    assertThat(pointers(wire -> wire.clearCdnKey().setCdnId(-1L)))
        .singleElement()
        .extracting(AttachmentPointer::object)
        .isEqualTo("18446744073709551615");
  }

  @Test
  void whatCannotBeFetchedOrOpenedIsLeftOut() throws Exception {
    assertThat(pointers(_ -> {})).hasSize(1);
    assertThat(pointers(wire -> wire.clearCdnKey())).isEmpty();
    assertThat(pointers(wire -> wire.clearKey())).isEmpty();
    assertThat(pointers(wire -> wire.setKey(KEY.substring(1)))).isEmpty();
    assertThat(pointers(wire -> wire.clearDigest())).isEmpty();
    assertThat(pointers(wire -> wire.setDigest(KEY))).isEmpty();
  }

  private static List<AttachmentPointer> pointers(
      Consumer<org.sealpost.client.content.proto.AttachmentPointer.Builder> change)
      throws Exception {
    var wire =
        org.sealpost.client.content.proto.AttachmentPointer.newBuilder()
            .setCdnKey("key")
            .setKey(KEY)
            .setDigest(DIGEST);
    change.accept(wire);
    Content content =
        Content.newBuilder()
            .setDataMessage(DataMessage.newBuilder().setBody("b").addAttachments(wire))
            .build();
    return ContentCodec.decode(Padding.pad(content.toByteArray())).message()
            instanceof Message.Text text
        ? text.attachments()
        : List.of();
  }

  @Test
  void nothingOfAPointerIsPrinted() {
    assertThat(pointer("secret-object", Bytes.EMPTY, 0).toString())
        .isEqualTo("AttachmentPointer[redacted]");
  }
}
