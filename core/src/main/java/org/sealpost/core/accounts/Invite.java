package org.sealpost.core.accounts;

import java.time.Instant;

/// A new invite, seen this once: only a keyed hash of the code is kept.
///
/// @param code ten digits
/// @param replacesAccount the number has an account, which the invite can take over
public record Invite(String code, Instant expiresAt, boolean replacesAccount) {
  @Override
  public String toString() {
    return "Invite[redacted]";
  }
}
