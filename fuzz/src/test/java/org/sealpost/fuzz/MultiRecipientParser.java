package org.sealpost.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.UUID;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.MultiRecipientMessage;
import org.sealpost.protocol.MultiRecipientMessage.AddressedDevice;
import org.sealpost.protocol.MultiRecipientMessage.Bounds;
import org.sealpost.protocol.MultiRecipientMessage.Malformed;
import org.sealpost.protocol.MultiRecipientMessage.Recipient;
import org.sealpost.protocol.ServiceId.Aci;

/// Multi-recipient bodies: what is read keeps its bounds, and is read the same when it is written
/// again.
final class MultiRecipientParser implements Parser {
  private static final Bounds BOUNDS = new Bounds(50, 200);
  private static final int KEY_MATERIAL_BYTES = 48;

  @Override
  public List<byte[]> seeds() {
    ByteArrayOutputStream one = new ByteArrayOutputStream();
    one.writeBytes(new byte[] {0x23, 2});
    one.writeBytes(new Aci(new UUID(1, 2)).toFixedWidthBinary());
    one.writeBytes(new byte[] {1, (byte) 0x80, 5, 2, 0, 6});
    one.writeBytes(new byte[KEY_MATERIAL_BYTES]);
    one.writeBytes(new Aci(new UUID(3, 4)).toFixedWidthBinary());
    one.writeBytes(new byte[1 + 40]);
    ByteArrayOutputStream older = new ByteArrayOutputStream();
    older.writeBytes(new byte[] {0x22, 1});
    older.writeBytes(new byte[16]);
    older.writeBytes(new byte[] {1, 0, 5});
    older.writeBytes(new byte[KEY_MATERIAL_BYTES + 40]);
    return List.of(one.toByteArray(), older.toByteArray(), new byte[] {0x23, -1, -1, -1, 0x7F});
  }

  @Override
  public void check(byte[] input) throws Malformed {
    MultiRecipientMessage message;
    try {
      message = MultiRecipientMessage.parse(Bytes.copyOf(input), BOUNDS);
    } catch (Malformed refused) {
      return;
    }
    assertThat(message.toString()).isEqualTo("MultiRecipientMessage[redacted]");
    assertThat(message.recipients().size() + message.excluded().size())
        .isLessThanOrEqualTo(BOUNDS.maxRecipients());
    assertThat(message.recipients().stream().mapToInt(one -> one.devices().size()).sum())
        .isLessThanOrEqualTo(BOUNDS.maxDevices());
    for (Recipient recipient : message.recipients()) {
      assertThat(recipient.devices()).extracting(AddressedDevice::id).doesNotHaveDuplicates();
      assertThat(message.contentFor(recipient).join().size()).isEqualTo(message.contentBytes());
    }
    MultiRecipientMessage again = MultiRecipientMessage.parse(written(message), BOUNDS);
    assertThat(again.excluded()).isEqualTo(message.excluded());
    assertThat(again.recipients()).hasSameSizeAs(message.recipients());
    for (int i = 0; i < message.recipients().size(); i++) {
      Recipient first = message.recipients().get(i);
      Recipient second = again.recipients().get(i);
      assertThat(second.id()).isEqualTo(first.id());
      assertThat(second.devices()).isEqualTo(first.devices());
      assertThat(again.contentFor(second).join()).isEqualTo(message.contentFor(first).join());
    }
  }

  private static Bytes written(MultiRecipientMessage message) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0x23);
    out.write(message.recipients().size() + message.excluded().size());
    for (Recipient recipient : message.recipients()) {
      out.writeBytes(recipient.id().toFixedWidthBinary());
      for (AddressedDevice device : recipient.devices()) {
        boolean last = device.equals(recipient.devices().getLast());
        int rest = device.registrationId() | (last ? 0 : 0x8000);
        out.write(device.id());
        out.write(rest >>> 8);
        out.write(rest);
      }
      int from = recipient.keyMaterialFrom();
      out.writeBytes(message.body().slice(from, from + KEY_MATERIAL_BYTES).toByteArray());
    }
    message
        .excluded()
        .forEach(id -> {
          out.writeBytes(id.toFixedWidthBinary());
          out.write(0);
        });
    out.writeBytes(message.body().slice(message.sharedFrom(), message.body().size()).toByteArray());
    return Bytes.wrap(out.toByteArray());
  }
}
