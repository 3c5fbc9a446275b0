package org.sealpost.config;

import java.time.Duration;

/// `sockets`: the WebSocket.
///
/// @param idleTimeout after which a silent socket is closed; clients send something every 30 s
/// @param maxMessageBytes largest message from a client; clients send key uploads of 230 kB
/// @param requestsInFlight of one socket, until their answers are written
/// @param requestBytesInFlight the same in bytes
/// @param maxAnonymous sockets without credentials, in all
/// @param maxAnonymousPerAddress the same, from one client address
/// @param maxProvisioning sockets of devices that wait to be linked, in all
/// @param maxProvisioningPerAddress the same, from one client address
/// @param maxOutboundBytes that wait, over all sockets, until their clients read them
public record SocketsConfig(
    Duration idleTimeout,
    int maxMessageBytes,
    int requestsInFlight,
    int requestBytesInFlight,
    int maxAnonymous,
    int maxAnonymousPerAddress,
    int maxProvisioning,
    int maxProvisioningPerAddress,
    long maxOutboundBytes) {

  static SocketsConfig read(Section section) {
    return new SocketsConfig(
        section.duration(
            "idleTimeout", Duration.ofSeconds(90), Duration.ofSeconds(35), Duration.ofMinutes(10)),
        (int) section.size("maxMessageSize", 512 << 10, 256 << 10, 4 << 20),
        section.integer("requestsInFlight", 32, 1, 1_000),
        (int) section.size("requestSizeInFlight", 1 << 20, 256 << 10, 64 << 20),
        section.integer("maxAnonymous", 10_000, 1, 1_000_000),
        section.integer("maxAnonymousPerAddress", 1_000, 1, 1_000_000),
        section.integer("maxProvisioning", 500, 1, 100_000),
        section.integer("maxProvisioningPerAddress", 20, 1, 100_000),
        section.size("maxOutboundSize", 128L << 20, 1L << 20, 64L << 30));
  }
}
