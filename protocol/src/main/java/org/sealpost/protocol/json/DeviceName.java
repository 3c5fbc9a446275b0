package org.sealpost.protocol.json;

import org.jspecify.annotations.Nullable;
import org.sealpost.protocol.Bytes;

/// PUT /v1/accounts/name: encrypted, 1 to 225 bytes. Source: accounts and devices, section 5.
public record DeviceName(@Nullable Bytes deviceName) {
  @Override
  public String toString() {
    return "DeviceName[redacted]";
  }
}
