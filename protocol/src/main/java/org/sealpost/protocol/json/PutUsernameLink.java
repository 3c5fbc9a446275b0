package org.sealpost.protocol.json;

import org.jspecify.annotations.Nullable;
import org.sealpost.protocol.Bytes;

/// PUT /v1/accounts/username_link. Source: accounts and devices, section 10.
public record PutUsernameLink(@Nullable Bytes usernameLinkEncryptedValue, boolean keepLinkHandle) {
  @Override
  public String toString() {
    return "PutUsernameLink[redacted]";
  }
}
