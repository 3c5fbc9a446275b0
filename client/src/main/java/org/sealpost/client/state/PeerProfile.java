package org.sealpost.client.state;

/// What people say of themselves in their profiles; empty texts where they say nothing.
public record PeerProfile(String name, String about, String emoji) {
  /// Emoji and what is said about one, in one line.
  public String said() {
    return (emoji + " " + about).strip();
  }

  @Override
  public String toString() {
    return "PeerProfile[redacted]";
  }
}
