package org.sealpost.client.messages;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.Uuids;

/// The body of a send to several accounts, taken apart (wire interface, messages and websocket,
/// C2).
record PaperMany(List<Recipient> recipients) {
  private static final int KEY_AND_TAG = 32 + 16;

  /// @param content what each of the devices gets
  record Recipient(ServiceId account, List<Integer> devices, Bytes content) {}

  private record Entry(ServiceId account, List<Integer> devices, Bytes keyAndTag) {}

  static PaperMany parse(Bytes body) {
    ByteBuffer buffer = body.asReadOnlyBuffer();
    if (buffer.get() != 0x23) {
      throw new IllegalArgumentException("another version");
    }
    // Fewer than 128: a varint of one byte.
    int count = buffer.get();
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.add(entry(buffer));
    }
    byte[] shared = new byte[buffer.remaining()];
    buffer.get(shared);
    return new PaperMany(
        entries.stream()
            .map(entry ->
                new Recipient(
                    entry.account(),
                    entry.devices(),
                    Bytes.wrap(
                        ByteBuffer.allocate(1 + KEY_AND_TAG + shared.length)
                            .put((byte) 0x22)
                            .put(entry.keyAndTag().unsafeArray())
                            .put(shared)
                            .array())))
            .toList());
  }

  private static Entry entry(ByteBuffer buffer) {
    byte[] id = new byte[16];
    boolean aci = buffer.get() == 0;
    buffer.get(id);
    ServiceId account =
        aci ? new ServiceId.Aci(Uuids.fromBytes(id)) : new ServiceId.Pni(Uuids.fromBytes(id));
    List<Integer> devices = new ArrayList<>();
    boolean more = true;
    while (more) {
      devices.add((int) buffer.get());
      more = (buffer.getShort() & 0x8000) != 0;
    }
    byte[] keyAndTag = new byte[KEY_AND_TAG];
    buffer.get(keyAndTag);
    return new Entry(account, devices, Bytes.wrap(keyAndTag));
  }
}
