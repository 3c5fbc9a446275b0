package org.sealpost.core.delivery;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.limits.RateLimit;
import org.sealpost.core.limits.RateLimits;
import org.sealpost.protocol.DeviceAddress;
import org.sealpost.protocol.MultiRecipientMessage.Recipient;

/// Holds allowed sends to the rate limits, before anything is stored: how often a device may write
/// to an account, and how much, and how many stories, an account may be sent by all together. A
/// sealed send has no sender and is counted by its recipients alone. What an account sends to its
/// own devices is not counted.
public final class SendLimits {
  private static final int KIBIBYTE = 1024;

  private final RateLimits limits;

  public SendLimits(RateLimits limits) {
    this.limits = limits;
  }

  /// Takes what the send costs. Empty when it may go on; otherwise how long to wait.
  public Optional<Duration> take(Send send) {
    if (send.isSync()) {
      return Optional.empty();
    }
    String recipient = send.recipient().aci().text();
    if (send.sender().isPresent()) {
      DeviceAddress sender = send.sender().get().address();
      Optional<Duration> wait =
          limits.take(
              RateLimit.MESSAGES, sender.aci().text() + "." + sender.deviceId() + " " + recipient);
      if (wait.isPresent()) {
        return wait;
      }
    }
    long bytes = send.messages().stream().mapToLong(message -> message.content().size()).sum();
    return take(Map.of(recipient, kibibytes(bytes)), send.story());
  }

  /// The same of all recipients, from all or from none.
  public Optional<Duration> take(MultiRecipientSend send) {
    Map<String, Integer> costs = new HashMap<>();
    for (Recipient recipient : send.message().recipients()) {
      Account account = send.recipients().get(recipient.id());
      if (account != null) {
        long bytes = (long) send.message().contentBytes() * recipient.devices().size();
        costs.merge(account.aci().text(), kibibytes(bytes), Integer::sum);
      }
    }
    return take(costs, send.story());
  }

  private Optional<Duration> take(Map<String, Integer> kibibytes, boolean story) {
    if (story) {
      Map<String, Integer> stories = new HashMap<>();
      kibibytes.keySet().forEach(recipient -> stories.put(recipient, 1));
      Optional<Duration> wait = limits.take(RateLimit.STORIES, stories);
      if (wait.isPresent()) {
        return wait;
      }
    }
    return limits.take(RateLimit.INBOUND, kibibytes);
  }

  /// Those that were begun.
  private static int kibibytes(long bytes) {
    return (int) Math.min(Integer.MAX_VALUE, Math.ceilDiv(bytes, (long) KIBIBYTE));
  }
}
