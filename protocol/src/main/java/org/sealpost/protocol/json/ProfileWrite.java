package org.sealpost.protocol.json;

import org.jspecify.annotations.Nullable;
import org.sealpost.protocol.Bytes;

/// PUT /v1/profile: fields are ciphertext. Source: profiles and certificates, section 1.
public record ProfileWrite(
    @Nullable String version,
    @Nullable Bytes name,
    @Nullable Bytes about,
    @Nullable Bytes aboutEmoji,
    @Nullable Bytes paymentAddress,
    @Nullable Bytes phoneNumberSharing,
    boolean avatar,
    boolean sameAvatar,
    @Nullable Bytes commitment) {

  @Override
  public String toString() {
    return "ProfileWrite[redacted]";
  }
}
