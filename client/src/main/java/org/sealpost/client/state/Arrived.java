package org.sealpost.client.state;

import org.sealpost.protocol.Bytes;

/// Something that came and has not been handled: `kind` and `body` are the messages package's own.
/// Positions grow and are handled in order.
public record Arrived(
    long position,
    String kind,
    String author,
    int device,
    long serverTime,
    boolean sealedSender,
    Bytes body) {

  @Override
  public String toString() {
    return "Arrived[redacted]";
  }
}
