package org.sealpost.protocol.json;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Answer to a confirmation: the hash, base64url without padding, and the handle of the link, if
/// there is one. Source: accounts and devices, section 10.
public record ConfirmedUsername(String usernameHash, @Nullable UUID usernameLinkHandle) {
  @Override
  public String toString() {
    return "ConfirmedUsername[redacted]";
  }
}
