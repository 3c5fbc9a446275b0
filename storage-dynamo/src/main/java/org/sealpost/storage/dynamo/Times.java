package org.sealpost.storage.dynamo;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/// Moments as they are kept: nanoseconds of the epoch, until the year 2262.
final class Times {
  /// Sorts at or behind every hash and id.
  static final byte[] LAST_HASH = lastHash();

  /// The service removes an item by itself this long after it expired, at the earliest: our sweep,
  /// which counts, comes first.
  private static final Duration BACKSTOP = Duration.ofDays(7);

  private static final long NANOS = 1_000_000_000L;

  private Times() {}

  private static byte[] lastHash() {
    byte[] last = new byte[32];
    Arrays.fill(last, (byte) 0xFF);
    return last;
  }

  static long nanos(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), NANOS), (long) instant.getNano());
  }

  static Instant instant(long nanos) {
    return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS));
  }

  /// For the attribute of the service's own expiry.
  static long backstop(Instant expires) {
    return expires.plus(BACKSTOP).getEpochSecond();
  }

  /// The same, for what is remembered a day longer than what it names.
  static long backstopOfMarker(Instant expires) {
    return expires.plus(Duration.ofDays(1)).getEpochSecond();
  }
}
