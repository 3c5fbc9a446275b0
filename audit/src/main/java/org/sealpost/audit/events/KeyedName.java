package org.sealpost.audit.events;

import java.util.HexFormat;
import org.sealpost.protocol.Bytes;

/// How events name an invite or a verification session: the first 8 bytes of the keyed hash under
/// which the store finds it. Tells nothing to whoever has not the server's keys.
public record KeyedName(String text) {
  private static final int BYTES = 8;

  public static KeyedName of(Bytes keyedHash) {
    return new KeyedName(HexFormat.of().formatHex(keyedHash.unsafeArray(), 0, BYTES));
  }
}
