package org.sealpost.core.delivery;

import java.time.Duration;

/// Every size and time of delivery. The configuration's `delivery` section makes one of these.
///
/// @param maxContentBytes largest content of one message
/// @param timeToLive how long an envelope waits for its device; the same for all (design section 4)
/// @param windowEnvelopes most envelopes that a connected device has unanswered
/// @param windowBytes most bytes of them, but that one envelope always fits
/// @param uncommittedAnswers most answers of one connection that wait for their commit; beyond it
///   the connection gets nothing more until the store has caught up
/// @param answerTimeout how long a device may leave an envelope unanswered before it is
///   disconnected
/// @param safetyRead how often an idle connection looks for what no wake-up told it of
/// @param retryFirst wait before a failed call of the store is repeated; doubles up to `retryMost`
/// @param rememberedEnvelopes acknowledged ids that are remembered to answer repeats, for
///   `rememberedFor`
/// @param maxConnections most connected devices of this node
/// @param inboxFullRetryAfter what a sender to a full inbox is told
public record DeliveryLimits(
    int maxContentBytes,
    Duration timeToLive,
    int windowEnvelopes,
    long windowBytes,
    int uncommittedAnswers,
    Duration answerTimeout,
    Duration safetyRead,
    Duration retryFirst,
    Duration retryMost,
    int rememberedEnvelopes,
    Duration rememberedFor,
    int maxConnections,
    Duration inboxFullRetryAfter) {

  public static final DeliveryLimits DEFAULT =
      new DeliveryLimits(
          262_144,
          Duration.ofDays(30),
          256,
          1 << 20,
          4_096,
          Duration.ofMinutes(5),
          Duration.ofSeconds(60),
          Duration.ofSeconds(1),
          Duration.ofSeconds(30),
          65_536,
          Duration.ofMinutes(10),
          100_000,
          Duration.ofHours(1));

  public DeliveryLimits {
    if (maxContentBytes < 1
        || windowEnvelopes < 1
        || windowBytes < 1
        || uncommittedAnswers < 1
        || rememberedEnvelopes < 0
        || maxConnections < 1) {
      throw new IllegalArgumentException("a limit of delivery is too small");
    }
  }
}
