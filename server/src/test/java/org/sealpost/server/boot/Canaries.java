package org.sealpost.server.boot;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.Uuids;

/// Values that must not be found where they do not belong, in the forms in which they could be.
final class Canaries {
  private final Map<String, List<byte[]>> forms = new LinkedHashMap<>();

  private void add(String name, byte[] form) {
    forms.computeIfAbsent(name, _ -> new ArrayList<>()).add(form);
  }

  void text(String name, String value) {
    bytes(name, value.getBytes(StandardCharsets.UTF_8));
  }

  /// As they are, as base64, and as hexadecimal digits.
  void bytes(String name, byte[] value) {
    add(name, value);
    String base64 = Base64.getEncoder().withoutPadding().encodeToString(value);
    // the last character depends on what follows
    String known = base64.substring(0, base64.length() - 1);
    add(name, known.getBytes(StandardCharsets.US_ASCII));
    add(name, known.replace('+', '-').replace('/', '_').getBytes(StandardCharsets.US_ASCII));
    add(name, java.util.HexFormat.of().formatHex(value).getBytes(StandardCharsets.US_ASCII));
  }

  void uuid(String name, UUID value) {
    bytes(name, Uuids.toBytes(value));
    add(name, value.toString().getBytes(StandardCharsets.US_ASCII));
  }

  /// In decimal, as eight bytes, and as protobuf writes it.
  void number(String name, long value) {
    add(name, Long.toString(value).getBytes(StandardCharsets.US_ASCII));
    byte[] fixed = ByteBuffer.allocate(8).putLong(value).array();
    add(name, java.util.Arrays.copyOfRange(fixed, 2, 8));
    ByteBuffer varint = ByteBuffer.allocate(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      varint.put((byte) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    varint.put((byte) rest).flip();
    byte[] written = new byte[varint.remaining()];
    varint.get(written);
    add(name, written);
  }

  /// The names of those that are in here.
  Set<String> in(Bytes evidence) {
    TreeSet<String> found = new TreeSet<>();
    // one byte, one character: searching text is fast
    String text = new String(evidence.unsafeArray(), StandardCharsets.ISO_8859_1);
    forms.forEach((name, all) -> {
      for (byte[] form : all) {
        if (text.contains(new String(form, StandardCharsets.ISO_8859_1))) {
          found.add(name);
        }
      }
    });
    return found;
  }
}
