package org.sealpost.protocol.json;

import org.jspecify.annotations.Nullable;

/// POST /v1/verification/session. Source: accounts and devices, section 2.
public record CreateVerificationSession(
    @Nullable String number,
    @Nullable String pushToken,
    @Nullable String pushTokenType,
    @Nullable String mcc,
    @Nullable String mnc) {

  @Override
  public String toString() {
    return "CreateVerificationSession[redacted]";
  }
}
