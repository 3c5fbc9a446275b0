package org.sealpost.config;

import java.time.Duration;

/// `delivery`: inboxes and how they are drained.
///
/// @param inboxMaxEntries envelopes that one inbox holds at most
/// @param inboxMaxBytes of their sizes
/// @param timeToLive of an envelope
/// @param windowEnvelopes sent to a device and not yet answered
/// @param windowBytes of their sizes
/// @param answerTimeout how long a device may take to answer before its connection is closed
/// @param multiRecipient how large a message for several accounts may be
public record DeliveryConfig(
    int inboxMaxEntries,
    long inboxMaxBytes,
    Duration timeToLive,
    int windowEnvelopes,
    long windowBytes,
    Duration answerTimeout,
    MultiRecipientConfig multiRecipient) {

  static DeliveryConfig read(Section section) {
    return section.section(
        "inbox",
        inbox ->
            new DeliveryConfig(
                inbox.integer("maxEntries", 100_000, 1, 1_000_000),
                inbox.size("maxSize", 256L << 20, 1L << 20, 16L << 30),
                inbox.duration(
                    "timeToLive", Duration.ofDays(30), Duration.ofMinutes(1), Duration.ofDays(365)),
                section.integer("windowEnvelopes", 256, 1, 10_000),
                section.size("windowSize", 1L << 20, 512L << 10, 64L << 20),
                section.duration(
                    "answerTimeout",
                    Duration.ofMinutes(5),
                    Duration.ofSeconds(5),
                    Duration.ofHours(1)),
                section.section("multiRecipient", MultiRecipientConfig::read)));
  }
}
