package org.sealpost.protocol.json;

import org.jspecify.annotations.Nullable;

/// PUT /v1/accounts/registration_lock: 64 hexadecimal characters. Source: accounts and devices,
/// section 5.
public record RegistrationLock(@Nullable String registrationLock) {
  @Override
  public String toString() {
    return "RegistrationLock[redacted]";
  }
}
