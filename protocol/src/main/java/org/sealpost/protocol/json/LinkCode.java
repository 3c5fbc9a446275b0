package org.sealpost.protocol.json;

/// GET /v1/devices/provisioning/code. Source: accounts and devices, section 6.
public record LinkCode(String verificationCode, String tokenIdentifier) {
  @Override
  public String toString() {
    return "LinkCode[redacted]";
  }
}
