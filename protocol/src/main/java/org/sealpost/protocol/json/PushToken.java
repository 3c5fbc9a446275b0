package org.sealpost.protocol.json;

import org.jspecify.annotations.Nullable;

/// A push registration: `gcmRegistrationId` or `apnRegistrationId`. Source: accounts and devices,
/// section 3.
public record PushToken(
    @Nullable String gcmRegistrationId,
    @Nullable String apnRegistrationId,
    boolean webSocketChannel) {

  @Override
  public String toString() {
    return "PushToken[redacted]";
  }
}
