package org.sealpost.core.limits;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.sealpost.crypto.MacKey;

/// The buckets of one limit. Bounded: of too many the one that was untouched longest goes, as if it
/// were full. Safe for any number of threads.
final class Buckets {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final RateLimit limit;
  private final long every;
  private final long capacity;
  private final int most;

  /// Guarded by itself. The value is when the bucket will be full again, in nanoseconds of the
  /// clock.
  private final LinkedHashMap<Key, Long> fullAt = new LinkedHashMap<>(16, 0.75f, true);

  Buckets(RateLimit limit, RateLimit.Bucket shape, int most) {
    this.limit = limit;
    this.every = shape.every().toNanos();
    this.capacity = shape.nanosToFill();
    this.most = most;
  }

  /// Takes from all of them or from none; see [RateLimits#take].
  Optional<Duration> take(Map<String, Integer> permitsBySubject, MacKey keyOfTheDay, long now) {
    Map<Key, Long> costs = new LinkedHashMap<>();
    permitsBySubject.forEach(
        (subject, permits) -> costs.put(key(subject, keyOfTheDay), cost(permits)));
    synchronized (fullAt) {
      long wait = 0;
      for (Map.Entry<Key, Long> one : costs.entrySet()) {
        long full = full(one.getKey(), now) + one.getValue();
        wait = Math.max(wait, full - now - capacity);
        one.setValue(full);
      }
      if (wait > 0) {
        return Optional.of(Duration.ofSeconds(Math.ceilDiv(wait, NANOS_PER_SECOND)));
      }
      fullAt.putAll(costs);
      while (fullAt.size() > most) {
        fullAt.pollFirstEntry();
      }
      return Optional.empty();
    }
  }

  void forget() {
    synchronized (fullAt) {
      fullAt.clear();
    }
  }

  private long cost(int permits) {
    return permits > capacity / every ? capacity : permits * every;
  }

  /// When the bucket is full again as it is now. After the clock was set back it is empty, and
  /// fills from then on.
  private long full(Key key, long now) {
    Long known = fullAt.get(key);
    if (known == null) {
      return now;
    }
    if (known > now + capacity) {
      fullAt.replace(key, now + capacity);
    }
    return Math.max(now, Math.min(known, now + capacity));
  }

  private Key key(String subject, MacKey keyOfTheDay) {
    byte[] mac =
        keyOfTheDay.mac(limit.key(), subject.getBytes(StandardCharsets.UTF_8)).unsafeArray();
    ByteBuffer bytes = ByteBuffer.wrap(mac);
    return new Key(bytes.getLong(), bytes.getLong());
  }

  /// 128 bits of the HMAC.
  private record Key(long high, long low) {}
}
