package org.sealpost.config;

/// `delivery.multiRecipient`: one sealed message for several accounts.
///
/// @param maxRecipients accounts that it may name, those that the sender left out included
/// @param maxDevices of all of them
/// @param maxBytes of the whole body; `listener.maxBodySize` and `sockets.maxMessageSize` bound it
///   too
public record MultiRecipientConfig(int maxRecipients, int maxDevices, int maxBytes) {
  static MultiRecipientConfig read(Section section) {
    return new MultiRecipientConfig(
        section.integer("maxRecipients", 1_000, 1, 10_000),
        section.integer("maxDevices", 5_000, 1, 50_000),
        (int) section.size("maxSize", 768L << 10, 64L << 10, 16L << 20));
  }
}
