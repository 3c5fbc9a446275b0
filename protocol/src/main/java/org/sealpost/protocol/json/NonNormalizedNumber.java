package org.sealpost.protocol.json;

/// The 400 of a session that was asked for with a number not in normal form. Source: accounts and
/// devices, section 2.
public record NonNormalizedNumber(String originalNumber, String normalizedNumber) {
  @Override
  public String toString() {
    return "NonNormalizedNumber[redacted]";
  }
}
