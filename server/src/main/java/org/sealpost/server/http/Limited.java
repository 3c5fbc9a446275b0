package org.sealpost.server.http;

import java.time.Duration;
import java.util.Optional;
import org.sealpost.core.limits.RateLimit;
import org.sealpost.core.limits.RateLimits;

/// Takes permits for a call, or refuses it with 429 and how long to wait.
public final class Limited {
  private final RateLimits limits;

  public Limited(RateLimits limits) {
    this.limits = limits;
  }

  public void byAddress(RateLimit limit, Call call) {
    byAddress(limit, call, 1);
  }

  /// Takes permits of the bucket of the caller's address, all or none.
  public void byAddress(RateLimit limit, Call call, int permits) {
    if (permits > 0) {
      by(limit, call.caller().address().text(), permits);
    }
  }

  /// Takes a permit of a subject's bucket.
  ///
  /// @param subject who or what is limited; it is never kept as it is
  public void by(RateLimit limit, String subject) {
    by(limit, subject, 1);
  }

  /// Takes permits of a subject's bucket, all or none.
  public void by(RateLimit limit, String subject, int permits) {
    granted(limits.take(limit, subject, permits));
  }

  /// Goes on unless there is something to wait for.
  public static void granted(Optional<Duration> wait) {
    if (wait.isPresent()) {
      throw new Refusal(Reply.later(429, "too often", wait.get().toSeconds()));
    }
  }
}
