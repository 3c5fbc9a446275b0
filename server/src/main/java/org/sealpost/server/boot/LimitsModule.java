package org.sealpost.server.boot;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.sealpost.config.LimitsConfig;
import org.sealpost.core.limits.RateLimit;
import org.sealpost.core.limits.RateLimits;

/// Rate limits, as configured.
final class LimitsModule {
  private LimitsModule() {}

  static RateLimits limits(LimitsConfig config, Clock clock, SecureRandom random) {
    return new RateLimits(buckets(config), RateLimits.MAX_BUCKETS, clock, random);
  }

  /// Every rate limit with its default, as the configuration wants to know them.
  static Map<String, LimitsConfig.Bucket> standard() {
    Map<String, LimitsConfig.Bucket> standards = new TreeMap<>();
    for (RateLimit limit : RateLimit.values()) {
      standards.put(
          limit.key(), new LimitsConfig.Bucket(limit.standard().burst(), limit.standard().every()));
    }
    return standards;
  }

  private static Map<RateLimit, RateLimit.Bucket> buckets(LimitsConfig config) {
    Map<RateLimit, RateLimit.Bucket> changed = new EnumMap<>(RateLimit.class);
    for (RateLimit limit : RateLimit.values()) {
      LimitsConfig.Bucket bucket = config.changed().get(limit.key());
      if (bucket != null) {
        changed.put(limit, new RateLimit.Bucket(bucket.burst(), bucket.every()));
      }
    }
    return changed;
  }
}
