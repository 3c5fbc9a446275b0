package org.sealpost.protocol.json;

/// GET /v1/accounts/username_link/{uuid}: base64url without padding. Source: accounts and devices,
/// section 10.
public record UsernameLink(String usernameLinkEncryptedValue) {
  @Override
  public String toString() {
    return "UsernameLink[redacted]";
  }
}
