package org.sealpost.protocol.json;

import org.jspecify.annotations.Nullable;
import org.sealpost.protocol.Bytes;

/// POST /v1/registration. Source: accounts and devices, section 3.
public record RegistrationRequest(
    @Nullable String sessionId,
    @Nullable Bytes recoveryPassword,
    @Nullable AccountAttributes accountAttributes,
    boolean skipDeviceTransfer,
    @Nullable Bytes aciIdentityKey,
    @Nullable Bytes pniIdentityKey,
    @Nullable SignedPreKey aciSignedPreKey,
    @Nullable SignedPreKey pniSignedPreKey,
    @Nullable SignedPreKey aciPqLastResortPreKey,
    @Nullable SignedPreKey pniPqLastResortPreKey,
    @Nullable PushToken gcmToken,
    @Nullable PushToken apnToken) {

  @Override
  public String toString() {
    return "RegistrationRequest[redacted]";
  }
}
