package org.sealpost.protocol.json;

import java.util.UUID;

/// Answer to PUT /v1/accounts/username_link. Source: accounts and devices, section 10.
public record UsernameLinkHandle(UUID usernameLinkHandle) {
  @Override
  public String toString() {
    return "UsernameLinkHandle[redacted]";
  }
}
