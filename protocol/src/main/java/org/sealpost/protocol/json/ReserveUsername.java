package org.sealpost.protocol.json;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sealpost.protocol.Bytes;

/// PUT /v1/accounts/username_hash/reserve: 1 to 20 hashes, the one that is liked best first.
/// Source: accounts and devices, section 10.
public record ReserveUsername(@Nullable List<@Nullable Bytes> usernameHashes) {
  @Override
  public String toString() {
    return "ReserveUsername[redacted]";
  }
}
