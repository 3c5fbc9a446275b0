package org.sealpost.core.limits;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.sealpost.crypto.MacKey;

/// Token buckets of one node. A bucket's key is an HMAC under a key that is drawn anew each day and
/// never kept, so that the memory of this process joins nobody to what they did (design section 9).
/// Each limit has at most `maxBuckets` of its own: whoever fills one limit's buckets empties none
/// of another's. Safe for any number of threads.
public final class RateLimits {
  public static final int MAX_BUCKETS = 20_000;

  private final Clock clock;
  private final SecureRandom random;
  private final Map<RateLimit, Buckets> buckets = new EnumMap<>(RateLimit.class);
  private volatile Day day;

  /// The key of a day, UTC.
  private record Day(LocalDate date, MacKey key) {}

  public RateLimits(
      Map<RateLimit, RateLimit.Bucket> changed, int maxBuckets, Clock clock, SecureRandom random) {
    this.clock = clock;
    this.random = random;
    this.day = new Day(today(), MacKey.random(random));
    for (RateLimit limit : RateLimit.values()) {
      buckets.put(
          limit, new Buckets(limit, changed.getOrDefault(limit, limit.standard()), maxBuckets));
    }
  }

  /// Takes a permit from the subject's bucket. Empty when there was one; otherwise how long until
  /// there is, rounded up to a second.
  public Optional<Duration> take(RateLimit limit, String subject) {
    return take(limit, subject, 1);
  }

  /// Takes permits from the subject's bucket, all or none. More than a full bucket has are granted
  /// when it is full, and empty it.
  public Optional<Duration> take(RateLimit limit, String subject, int permits) {
    return take(limit, Map.of(subject, permits));
  }

  /// Takes permits from the buckets of several subjects, from all or from none. The wait is that of
  /// the subject that waits longest.
  public Optional<Duration> take(RateLimit limit, Map<String, Integer> permitsBySubject) {
    Buckets own = buckets.get(limit);
    if (own == null) {
      throw new IllegalStateException("a limit without buckets");
    }
    return own.take(permitsBySubject, keyOfTheDay(), now());
  }

  private long now() {
    return Duration.between(Instant.EPOCH, clock.instant()).toNanos();
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  private MacKey keyOfTheDay() {
    Day known = day;
    return known.date().equals(today()) ? known.key() : nextDay();
  }

  private synchronized MacKey nextDay() {
    LocalDate today = today();
    if (!day.date().equals(today)) {
      day = new Day(today, MacKey.random(random));
      buckets.values().forEach(Buckets::forget);
    }
    return day.key();
  }
}
