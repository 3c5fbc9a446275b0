package org.sealpost.client.messages;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.Uuids;

/// The body of a send to several accounts, taken apart (wire interface, messages and websocket,
/// C2).
record PaperMany(List<Recipient> recipients) {
  private static final int KEY_AND_TAG = 32 + 16;

  /// @param devices with their registration ids
  /// @param content what each of the devices gets
  record Recipient(ServiceId account, Map<Integer, Integer> devices, Bytes content) {}

  private record Entry(ServiceId account, Map<Integer, Integer> devices, Bytes keyAndTag) {}

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
    Map<Integer, Integer> devices = new LinkedHashMap<>();
    boolean more = true;
    while (more) {
      int device = buffer.get();
      int flagged = buffer.getShort();
      devices.put(device, flagged & 0x3FFF);
      more = (flagged & 0x8000) != 0;
    }
    byte[] keyAndTag = new byte[KEY_AND_TAG];
    buffer.get(keyAndTag);
    return new Entry(account, devices, Bytes.wrap(keyAndTag));
  }
}
