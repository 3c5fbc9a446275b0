package org.sealpost.server.boot;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.sealpost.config.ListenerConfig;

/// What clients are told of where the server is.
final class PublicAddress {
  private PublicAddress() {}

  static String url(ListenerConfig listener, int port) {
    return (listener.plaintext() ? "http" : "https") + "://" + host(listener.host()) + ":" + port;
  }

  /// An address to listen on everywhere is no address to connect to.
  private static String host(String host) {
    return switch (host) {
      case "0.0.0.0", "::", "[::]" -> hostName();
      case String _ -> host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    };
  }

  static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
