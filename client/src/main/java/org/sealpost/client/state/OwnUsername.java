package org.sealpost.client.state;

/// The username that this account has, and the link that stands for it.
public record OwnUsername(String username, String link) {
  @Override
  public String toString() {
    return "OwnUsername[redacted]";
  }
}
