package org.sealpost.crypto;

import org.sealpost.protocol.Bytes;

/// The two forms of serialized public keys. Source: wire interface, README section 6.
public enum PublicKeyForm {
  /// Curve25519: 0x05 and 32 bytes.
  EC(33, 0x05),
  /// Kyber-1024: 0x08 and 1568 bytes.
  KYBER(1569, 0x08);

  private final int size;
  private final int prefix;

  PublicKeyForm(int sizeBytes, int prefix) {
    this.size = sizeBytes;
    this.prefix = prefix;
  }

  public int sizeBytes() {
    return size;
  }

  public boolean fits(Bytes key) {
    return key.size() == size && key.at(0) == prefix;
  }
}
