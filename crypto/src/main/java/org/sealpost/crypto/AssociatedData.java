package org.sealpost.crypto;

import java.nio.charset.StandardCharsets;

/// What a sealed value is bound to: owner, row and field (design section 7). A value moved to
/// another row, field or owner does not open. Never holds a position, so that sealed bytes can be
/// copied between backends as they are.
public record AssociatedData(String owner, String row, String field) {
  private static final char SEPARATOR = '\n';

  byte[] toBytes(byte format) {
    return ((char) format + owner + SEPARATOR + row + SEPARATOR + field)
        .getBytes(StandardCharsets.UTF_8);
  }
}
