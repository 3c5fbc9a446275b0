package org.sealpost.protocol.json;

/// Answer to a reservation: the hash that is reserved, base64url without padding. Source: accounts
/// and devices, section 10.
public record ReservedUsername(String usernameHash) {
  @Override
  public String toString() {
    return "ReservedUsername[redacted]";
  }
}
