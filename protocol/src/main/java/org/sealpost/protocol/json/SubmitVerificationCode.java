package org.sealpost.protocol.json;

import org.jspecify.annotations.Nullable;

/// PUT /v1/verification/session/{id}/code. Source: accounts and devices, section 2.
public record SubmitVerificationCode(@Nullable String code) {
  @Override
  public String toString() {
    return "SubmitVerificationCode[redacted]";
  }
}
