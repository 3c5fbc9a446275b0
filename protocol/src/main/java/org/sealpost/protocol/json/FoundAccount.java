package org.sealpost.protocol.json;

import java.util.UUID;

/// GET /v1/accounts/username_hash/{hash}. Source: accounts and devices, section 10.
public record FoundAccount(UUID uuid) {
  @Override
  public String toString() {
    return "FoundAccount[redacted]";
  }
}
