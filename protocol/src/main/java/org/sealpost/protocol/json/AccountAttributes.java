package org.sealpost.protocol.json;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sealpost.protocol.Bytes;

/// What a client says of itself at registration, at linking and in PUT /v1/accounts/attributes.
/// Source: accounts and devices, section 4.
public record AccountAttributes(
    int registrationId,
    int pniRegistrationId,
    boolean fetchesMessages,
    @Nullable String registrationLock,
    @Nullable Bytes unidentifiedAccessKey,
    boolean unrestrictedUnidentifiedAccess,
    @Nullable Boolean discoverableByPhoneNumber,
    @Nullable Map<String, @Nullable Boolean> capabilities,
    @Nullable Bytes name,
    @Nullable Bytes recoveryPassword) {

  @Override
  public String toString() {
    return "AccountAttributes[redacted]";
  }
}
