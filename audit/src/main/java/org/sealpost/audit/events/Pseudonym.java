package org.sealpost.audit.events;

import java.util.HexFormat;
import org.sealpost.protocol.Bytes;

/// How events name one person: 16 random bytes, made with the account and kept in its sealed
/// document alone. When the account is gone nothing leads from the pseudonym to the person any
/// more, while the log still verifies.
public record Pseudonym(Bytes bytes) {
  public static final int BYTES = 16;

  public Pseudonym {
    if (bytes.size() != BYTES) {
      throw new IllegalArgumentException("a pseudonym has 16 bytes");
    }
  }

  /// 32 lower-case hexadecimal digits.
  public String text() {
    return HexFormat.of().formatHex(bytes.unsafeArray());
  }

  @Override
  public String toString() {
    return "Pseudonym[redacted]";
  }
}
