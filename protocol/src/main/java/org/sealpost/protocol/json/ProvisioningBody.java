package org.sealpost.protocol.json;

import org.jspecify.annotations.Nullable;

/// PUT /v1/provisioning/{address}: relayed unread. Source: accounts and devices, section 7.2.
public record ProvisioningBody(@Nullable String body) {
  @Override
  public String toString() {
    return "ProvisioningBody[redacted]";
  }
}
