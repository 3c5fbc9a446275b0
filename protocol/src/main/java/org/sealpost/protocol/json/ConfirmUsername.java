package org.sealpost.protocol.json;

import org.jspecify.annotations.Nullable;
import org.sealpost.protocol.Bytes;

/// PUT /v1/accounts/username_hash/confirm. Source: accounts and devices, section 10.
public record ConfirmUsername(
    @Nullable Bytes usernameHash, @Nullable Bytes zkProof, @Nullable Bytes encryptedUsername) {
  @Override
  public String toString() {
    return "ConfirmUsername[redacted]";
  }
}
