package org.sealpost.config;

import java.time.Duration;
import java.util.Optional;

/// `listener`: where clients come in.
///
/// @param host address to listen on
/// @param port 0 takes any free one
/// @param tlsCertificate PEM file with the chain, the server's certificate first; with `tlsKey`.
///   Without them the development certificate of the data folder is used
/// @param tlsKey PEM file with the private key (PKCS #8)
/// @param tls12 lets clients in that speak TLS 1.2 at best
/// @param plaintext no TLS: on a loopback address alone
/// @param maxBodyBytes largest body of a request over HTTP
/// @param maxConnections open at a time, in all
/// @param maxConnectionsPerAddress the same, from one client address
/// @param maxRequestsPerAddress over HTTP and under way, from one client address
/// @param maxRequests over HTTP and under way, in all
/// @param maxInboundBytes of requests in memory; once for devices, once for those without account
/// @param maxInboundBytesPerAddress the same, from one client address
/// @param bodyTimeout in which a body over HTTP, or a message in a socket, must have come
public record ListenerConfig(
    String host,
    int port,
    Optional<String> tlsCertificate,
    Optional<String> tlsKey,
    boolean tls12,
    boolean plaintext,
    int maxBodyBytes,
    int maxConnections,
    int maxConnectionsPerAddress,
    int maxRequestsPerAddress,
    int maxRequests,
    long maxInboundBytes,
    long maxInboundBytesPerAddress,
    Duration bodyTimeout) {
  public static final int DEFAULT_PORT = 8443;

  static ListenerConfig read(Section section) {
    ListenerConfig config =
        new ListenerConfig(
            section.text("host", "127.0.0.1"),
            section.integer("port", DEFAULT_PORT, 0, 65535),
            section.text("tlsCertificate"),
            section.text("tlsKey"),
            section.flag("tls12", false),
            section.flag("plaintext", false),
            (int) section.size("maxBodySize", 1 << 20, 512 << 10, 16 << 20),
            section.integer("maxConnections", 20_000, 10, 1_000_000),
            section.integer("maxConnectionsPerAddress", 2_000, 1, 1_000_000),
            section.integer("maxRequestsPerAddress", 256, 1, 100_000),
            section.integer("maxRequests", 1_024, 1, 100_000),
            section.size("maxInboundSize", 64L << 20, 1L << 20, 16L << 30),
            section.size("maxInboundSizePerAddress", 16L << 20, 1L << 20, 16L << 30),
            section.duration(
                "bodyTimeout", Duration.ofSeconds(60), Duration.ofSeconds(1), Duration.ofHours(1)));
    if (config.tlsCertificate.isPresent() != config.tlsKey.isPresent()) {
      throw new BadConfiguration(
          "listener.tlsCertificate and listener.tlsKey go together; set both, or neither for the"
              + " development certificate");
    }
    if (config.plaintext && !config.isLoopback()) {
      throw section.refuse(
          "plaintext",
          true,
          "use it with listener.host 127.0.0.1, ::1 or localhost alone (host is "
              + config.host
              + ")");
    }
    return config;
  }

  public boolean isLoopback() {
    return Loopback.is(host);
  }

  public ListenerConfig withPort(int other) {
    return new ListenerConfig(
        host,
        other,
        tlsCertificate,
        tlsKey,
        tls12,
        plaintext,
        maxBodyBytes,
        maxConnections,
        maxConnectionsPerAddress,
        maxRequestsPerAddress,
        maxRequests,
        maxInboundBytes,
        maxInboundBytesPerAddress,
        bodyTimeout);
  }
}
