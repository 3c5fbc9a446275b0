package org.sealpost.crypto;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.SecretBytes;

/// Server certificates that sign no more, until the last sender certificate that they signed has
/// expired. Their private keys are not kept: clients hold the trust root, so what was signed stays
/// valid without them. Written as: until (8 bytes, milliseconds), length (4), certificate; of each.
record FormerSigners(List<Former> all) {
  private static final int HEADER_BYTES = 8 + 4;

  FormerSigners {
    all = List.copyOf(all);
  }

  record Former(Instant until, Bytes certificate) {}

  /// Those that are still wanted, and one more.
  FormerSigners with(Former former, Instant now) {
    List<Former> kept = new ArrayList<>(all);
    kept.removeIf(one -> one.until().isBefore(now));
    kept.add(former);
    return new FormerSigners(kept);
  }

  SecretBytes encode() {
    int size = all.stream().mapToInt(one -> HEADER_BYTES + one.certificate().size()).sum();
    ByteBuffer out = ByteBuffer.allocate(size);
    for (Former one : all) {
      out.putLong(one.until().toEpochMilli())
          .putInt(one.certificate().size())
          .put(one.certificate().unsafeArray());
    }
    return SecretBytes.wrap(out.array());
  }

  static FormerSigners decode(SecretBytes encoded) {
    ByteBuffer in = ByteBuffer.wrap(encoded.reveal());
    List<Former> all = new ArrayList<>();
    while (in.hasRemaining()) {
      Instant until = Instant.ofEpochMilli(in.getLong());
      byte[] certificate = new byte[in.getInt()];
      in.get(certificate);
      all.add(new Former(until, Bytes.wrap(certificate)));
    }
    return new FormerSigners(all);
  }
}
