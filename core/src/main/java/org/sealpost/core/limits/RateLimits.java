package org.sealpost.core.limits;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.sealpost.crypto.MacKey;

/// Token buckets of one node. A bucket's key is an HMAC under a key that is drawn anew each day and
/// never kept, so that the memory of this process joins nobody to what they did (design section 9).
/// Bounded: of more than `maxBuckets` buckets the one that was untouched longest goes, as if it
/// were full. Safe for any number of threads.
public final class RateLimits {
  public static final int MAX_BUCKETS = 200_000;

  private final Clock clock;
  private final SecureRandom random;
  private final Map<RateLimit, RateLimit.Bucket> shapes;
  private final int maxBuckets;

  /// Guarded by itself, with the two fields below it. The value is when the bucket will be full
  /// again, in nanoseconds of the clock.
  private final LinkedHashMap<Key, Long> fullAt = new LinkedHashMap<>(16, 0.75f, true);

  private LocalDate day = LocalDate.MIN;
  private MacKey keyOfTheDay;

  public RateLimits(
      Map<RateLimit, RateLimit.Bucket> changed, int maxBuckets, Clock clock, SecureRandom random) {
    this.clock = clock;
    this.random = random;
    this.maxBuckets = maxBuckets;
    this.shapes = new EnumMap<>(RateLimit.class);
    for (RateLimit limit : RateLimit.values()) {
      shapes.put(limit, changed.getOrDefault(limit, limit.standard()));
    }
    this.keyOfTheDay = MacKey.random(random);
  }

  /// Takes a permit from the subject's bucket. Empty when there was one; otherwise how long until
  /// there is, rounded up to a second.
  public Optional<Duration> take(RateLimit limit, String subject) {
    RateLimit.Bucket shape = shapes.getOrDefault(limit, limit.standard());
    long every = shape.every().toNanos();
    long capacity = Math.multiplyExact(every, shape.burst());
    long now = Duration.between(Instant.EPOCH, clock.instant()).toNanos();
    synchronized (fullAt) {
      Key key = key(limit, subject);
      // After the clock was set back a bucket is empty, and fills from then on.
      long known = Math.min(fullAt.getOrDefault(key, now), now + capacity);
      long full = Math.max(known, now) + every;
      if (full - now > capacity) {
        fullAt.replace(key, known);
        return Optional.of(Duration.ofSeconds(Math.ceilDiv(full - now - capacity, 1_000_000_000L)));
      }
      fullAt.put(key, full);
      if (fullAt.size() > maxBuckets) {
        fullAt.pollFirstEntry();
      }
      return Optional.empty();
    }
  }

  private Key key(RateLimit limit, String subject) {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    if (!today.equals(day)) {
      day = today;
      keyOfTheDay = MacKey.random(random);
      fullAt.clear();
    }
    byte[] mac =
        keyOfTheDay.mac(limit.key(), subject.getBytes(StandardCharsets.UTF_8)).unsafeArray();
    ByteBuffer bytes = ByteBuffer.wrap(mac);
    return new Key(bytes.getLong(), bytes.getLong());
  }

  /// 128 bits of the HMAC.
  private record Key(long high, long low) {}
}
