package org.sealpost.server.auth;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/// Where a caller comes from, as far as bounds care: an IPv4 address, or the /64 network of an IPv6
/// one, since whoever has one address there has all of them. Prints redacted: addresses are on the
/// deny list of logs.
public record ClientAddress(String text) {
  private static final int NETWORK_BYTES = 8;

  public static ClientAddress of(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (address instanceof Inet6Address && !address.isLoopbackAddress()) {
      bytes = Arrays.copyOf(bytes, NETWORK_BYTES);
    }
    return new ClientAddress(HexFormat.of().formatHex(bytes));
  }

  @Override
  public String toString() {
    return "ClientAddress[redacted]";
  }
}
