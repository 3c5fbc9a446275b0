package org.sealpost.protocol.json;

import org.jspecify.annotations.Nullable;

/// PUT /v1/devices/link. Source: accounts and devices, section 6.1.
public record LinkRequest(
    @Nullable String verificationCode,
    @Nullable AccountAttributes accountAttributes,
    @Nullable SignedPreKey aciSignedPreKey,
    @Nullable SignedPreKey pniSignedPreKey,
    @Nullable SignedPreKey aciPqLastResortPreKey,
    @Nullable SignedPreKey pniPqLastResortPreKey,
    @Nullable PushToken gcmToken,
    @Nullable PushToken apnToken) {

  @Override
  public String toString() {
    return "LinkRequest[redacted]";
  }
}
