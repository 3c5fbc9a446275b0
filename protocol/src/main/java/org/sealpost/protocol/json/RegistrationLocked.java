package org.sealpost.protocol.json;

import org.jspecify.annotations.Nullable;

/// 423: the number has a registration lock. Source: accounts and devices, section 8.
///
/// @param timeRemaining milliseconds until the lock ends by itself
/// @param svr2Credentials always null, and written: there is no enclave to fetch a lock from
public record RegistrationLocked(long timeRemaining, @Nullable Credentials svr2Credentials) {
  public record Credentials(String username, String password) {
    @Override
    public String toString() {
      return "Credentials[redacted]";
    }
  }
}
