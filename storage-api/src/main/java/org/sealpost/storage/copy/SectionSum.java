package org.sealpost.storage.copy;

import java.math.BigInteger;
import java.util.HexFormat;

/// How many records a section has, and a sum of their hashes that does not depend on the order in
/// which they came, but for the order inside a group.
public record SectionSum(long records, BigInteger hashes) {
  public static final SectionSum NONE = new SectionSum(0, BigInteger.ZERO);
  private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(256);

  SectionSum plus(BigInteger hash) {
    return new SectionSum(records + 1, hashes.add(hash).mod(MODULUS));
  }

  /// The sum's first eight bytes, for a person to compare.
  public String shortHash() {
    return HexFormat.of().toHexDigits(hashes.shiftRight(192).longValue());
  }
}
