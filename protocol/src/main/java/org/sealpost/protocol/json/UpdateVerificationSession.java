package org.sealpost.protocol.json;

import org.jspecify.annotations.Nullable;

/// PATCH /v1/verification/session/{id}. Source: accounts and devices, section 2.
public record UpdateVerificationSession(
    @Nullable String pushToken,
    @Nullable String pushTokenType,
    @Nullable String pushChallenge,
    @Nullable String captcha,
    @Nullable String mcc,
    @Nullable String mnc) {

  @Override
  public String toString() {
    return "UpdateVerificationSession[redacted]";
  }
}
