package org.sealpost.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.sealpost.protocol.MultiRecipientMessage.AddressedDevice;
import org.sealpost.protocol.MultiRecipientMessage.Bounds;
import org.sealpost.protocol.MultiRecipientMessage.Malformed;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.protocol.ServiceId.Pni;

class MultiRecipientMessageTest {
  private static final Bounds BOUNDS = new Bounds(10, 20);
  private static final Aci ALICE = new Aci(new UUID(1, 2));
  private static final Aci BOB = new Aci(new UUID(3, 4));
  private static final Pni CAROL = new Pni(new UUID(5, 6));

  /// Writes bodies byte by byte.
  private static final class Body {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Body(int version, int... count) {
      out.write(version);
      Arrays.stream(count).forEach(out::write);
    }

    Body id(ServiceId id) {
      out.writeBytes(id.toFixedWidthBinary());
      return this;
    }

    Body device(int id, int rest) {
      out.write(id);
      out.write(rest >>> 8);
      out.write(rest);
      return this;
    }

    Body bytes(int count, int value) {
      byte[] bytes = new byte[count];
      Arrays.fill(bytes, (byte) value);
      out.writeBytes(bytes);
      return this;
    }

    Bytes done() {
      return Bytes.wrap(out.toByteArray());
    }

    MultiRecipientMessage parse() throws Malformed {
      return MultiRecipientMessage.parse(done(), BOUNDS);
    }

    void isRefused(String because) {
      assertThatThrownBy(this::parse).isInstanceOf(Malformed.class).hasMessage(because);
    }
  }

  @Test
  void recipientsWithTheirDevicesAndWhoWasLeftOut() throws Malformed {
    MultiRecipientMessage message =
        new Body(0x23, 3)
            .id(ALICE)
            .device(1, 0x8000 | 0x1234)
            .device(127, 0x4000 | 0x3FFF)
            .bytes(48, 0xA1)
            .id(BOB)
            .bytes(1, 0)
            .id(CAROL)
            .device(2, 7)
            .bytes(48, 0xCA)
            .bytes(32, 0xE0)
            .bytes(5, 0x55)
            .parse();

    assertThat(message.recipients())
        .extracting(MultiRecipientMessage.Recipient::id)
        .containsExactly(ALICE, CAROL);
    assertThat(message.recipients().getFirst().devices())
        .containsExactly(new AddressedDevice(1, 0x1234), new AddressedDevice(127, 0x3FFF));
    assertThat(message.excluded()).containsExactly(BOB);
    assertThat(message.contentFor(message.recipients().getLast()).join())
        .isEqualTo(new Body(0x22).bytes(48, 0xCA).bytes(32, 0xE0).bytes(5, 0x55).done());
    assertThat(message.contentBytes()).isEqualTo(1 + 48 + 32 + 5);
  }

  @Test
  void theOlderFormHasBareAcis() throws Malformed {
    MultiRecipientMessage message =
        new Body(0x22, 1).bytes(16, 9).device(1, 5).bytes(48, 1).bytes(33, 2).parse();

    assertThat(message.recipients().getFirst().id())
        .isEqualTo(new Aci(new UUID(0x0909090909090909L, 0x0909090909090909L)));
    new Body(0x22, 1)
        .bytes(16, 9)
        .bytes(1, 0)
        .bytes(33, 2)
        .isRefused("a recipient without devices");
  }

  @Test
  void entriesOfOneAccountAreOneRecipientIfTheySayTheSame() throws Malformed {
    assertThat(twice(2, 0xA1).parse().recipients())
        .singleElement()
        .extracting(MultiRecipientMessage.Recipient::devices)
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
        .hasSize(2);
    twice(2, 0xA2).isRefused("a recipient is there twice");
    twice(1, 0xA1).isRefused("a device is there twice");
  }

  private static Body twice(int secondDevice, int secondMaterial) {
    return new Body(0x23, 2)
        .id(ALICE)
        .device(1, 5)
        .bytes(48, 0xA1)
        .id(ALICE)
        .device(secondDevice, 5)
        .bytes(48, secondMaterial)
        .bytes(33, 0);
  }

  @Test
  void aRecipientIsNotAlsoLeftOut() {
    new Body(0x23, 2)
        .id(ALICE)
        .bytes(1, 0)
        .id(ALICE)
        .device(1, 5)
        .bytes(48, 1)
        .bytes(33, 0)
        .isRefused("a recipient without devices");
    new Body(0x23, 2)
        .id(ALICE)
        .bytes(1, 0)
        .id(ALICE)
        .bytes(1, 0)
        .bytes(33, 0)
        .isRefused("a recipient without devices");
  }

  @Test
  void whatNamesMoreThanItMayIsRefusedBeforeItIsRead() {
    new Body(0x23, 11).isRefused("the message has too many recipients");
    new Body(0x23, 0xFF, 0xFF, 0xFF, 0x7F).isRefused("the message has too many recipients");
    new Body(0x23, 0xFF, 0xFF, 0xFF, 0xFF, 0x01).isRefused("the message has too many recipients");
    Body many = new Body(0x23, 1).id(ALICE);
    for (int i = 1; i <= 21; i++) {
      many.device(i, 0x8000);
    }
    many.isRefused("the message has too many devices");
  }

  @Test
  void oddFormsAreRefused() {
    new Body(0x21, 0).bytes(40, 0).isRefused("the message is of an unknown version");
    new Body(0x23, 0x81, 0x00).isRefused("the number of recipients is written oddly");
    new Body(0x23, 1).bytes(17, 2).isRefused("a service id is of an unknown kind");
    new Body(0x23, 1).id(ALICE).device(128, 1).isRefused("a device id is 1 to 127");
    new Body(0x23, 1).id(ALICE).device(1, 0x8001).device(0, 1).isRefused("a device id is 1 to 127");
    new Body(0x23, 0).bytes(32, 0).isRefused("the message ends too early");
  }

  @Test
  void aBodyThatIsCutAnywhereIsRefused() {
    byte[] whole = twice(2, 0xA1).done().toByteArray();
    for (int length = 0; length < whole.length; length++) {
      Bytes cut = Bytes.wrap(Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> MultiRecipientMessage.parse(cut, BOUNDS))
          .as("length " + length)
          .isInstanceOf(Malformed.class);
    }
  }
}
