package org.sealpost.core.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sealpost.core.ManualClock;

class RateLimitsTest {
  private static final RateLimit LIMIT = RateLimit.REGISTRATION;

  private final ManualClock clock = new ManualClock();
  private final RateLimits limits = limits(3, Duration.ofSeconds(10), 100);

  @Test
  void aBurstThenOnePermitAtATime() {
    for (int i = 0; i < 3; i++) {
      assertThat(limits.take(LIMIT, "alice")).isEmpty();
    }
    assertThat(limits.take(LIMIT, "alice")).contains(Duration.ofSeconds(10));
    clock.advance(Duration.ofMillis(4500));
    assertThat(limits.take(LIMIT, "alice")).contains(Duration.ofSeconds(6));
    clock.advance(Duration.ofMillis(5500));
    assertThat(limits.take(LIMIT, "alice")).isEmpty();
    assertThat(limits.take(LIMIT, "alice")).isPresent();
  }

  @Test
  void aRefusalCostsNothing() {
    for (int i = 0; i < 100; i++) {
      limits.take(LIMIT, "alice");
    }
    clock.advance(Duration.ofSeconds(30));

    for (int i = 0; i < 3; i++) {
      assertThat(limits.take(LIMIT, "alice")).isEmpty();
    }
  }

  @Test
  void subjectsAndLimitsHaveBucketsOfTheirOwn() {
    for (int i = 0; i < 4; i++) {
      limits.take(LIMIT, "alice");
    }

    assertThat(limits.take(LIMIT, "bob")).isEmpty();
    assertThat(limits.take(RateLimit.PRE_KEYS, "alice")).isEmpty();
  }

  @Test
  void ofTooManyBucketsTheLongestUntouchedGoes() {
    RateLimits few = limits(1, Duration.ofHours(1), 2);
    few.take(LIMIT, "alice");
    few.take(LIMIT, "bob");
    assertThat(few.take(LIMIT, "alice")).isPresent();

    few.take(LIMIT, "carol");

    assertThat(few.take(LIMIT, "alice")).isPresent();
    assertThat(few.take(LIMIT, "bob")).isEmpty();
  }

  @Test
  void aNewDayHasAnotherKeyAndFullBuckets() {
    RateLimits slow = limits(1, Duration.ofDays(10), 100);
    slow.take(LIMIT, "alice");
    clock.advance(Duration.ofDays(1));

    assertThat(slow.take(LIMIT, "alice")).isEmpty();
  }

  @Test
  void aClockThatIsSetBackDoesNotShutAnybodyOutForLong() {
    limits.take(LIMIT, "alice");
    clock.advance(Duration.ofMinutes(-40));

    assertThat(limits.take(LIMIT, "alice").orElse(Duration.ZERO))
        .isLessThanOrEqualTo(Duration.ofSeconds(10));
    clock.advance(Duration.ofSeconds(30));
    assertThat(limits.take(LIMIT, "alice")).isEmpty();
  }

  @Test
  void permitsAreWeighed() {
    assertThat(limits.take(LIMIT, "alice", 2)).isEmpty();

    assertThat(limits.take(LIMIT, "alice", 2)).contains(Duration.ofSeconds(10));
    assertThat(limits.take(LIMIT, "alice", 1)).isEmpty();
    assertThat(limits.take(LIMIT, "alice", 3)).contains(Duration.ofSeconds(30));
  }

  /// Otherwise something larger than the bucket could never be done.
  @Test
  void moreThanABucketHasIsGrantedWhenItIsFullAndEmptiesIt() {
    assertThat(limits.take(LIMIT, "alice", 1_000_000)).isEmpty();
    assertThat(limits.take(LIMIT, "alice")).contains(Duration.ofSeconds(10));
    clock.advance(Duration.ofSeconds(29));
    assertThat(limits.take(LIMIT, "alice", 1_000_000)).contains(Duration.ofSeconds(1));
  }

  @Test
  void ofSeveralSubjectsAllGiveOrNone() {
    limits.take(LIMIT, "bob", 3);

    assertThat(limits.take(LIMIT, Map.of("alice", 3, "bob", 2, "carol", 1)))
        .contains(Duration.ofSeconds(20));

    assertThat(limits.take(LIMIT, Map.of("alice", 3, "carol", 3))).isEmpty();
    assertThat(limits.take(LIMIT, "alice")).isPresent();
  }

  /// Or who asks for a hundred thousand usernames would have as many registrations as he likes.
  @Test
  void manySubjectsOfOneLimitPushOutNoneOfAnother() {
    RateLimits few = limits(1, Duration.ofHours(1), 2);
    few.take(LIMIT, "alice");
    for (int i = 0; i < 10; i++) {
      few.take(RateLimit.USERNAME_LOOKUP, "somebody " + i);
    }

    assertThat(few.take(LIMIT, "alice")).isPresent();
  }

  @Test
  void theSlowestAndLargestBucketThatCanBeConfiguredWorks() {
    RateLimits most = limits(1_000_000, Duration.ofDays(1), 10);

    assertThat(most.take(LIMIT, "alice")).isEmpty();
    assertThat(most.take(LIMIT, "alice", 1_000_000)).isPresent();
    assertThat(most.take(LIMIT, "alice")).isEmpty();
  }

  @Test
  void everyLimitHasAKeyOfItsOwn() {
    assertThat(RateLimit.values()).extracting(RateLimit::key).doesNotHaveDuplicates();
  }

  private RateLimits limits(int burst, Duration every, int maxBuckets) {
    return new RateLimits(
        Map.of(LIMIT, new RateLimit.Bucket(burst, every)), maxBuckets, clock, new SecureRandom());
  }
}
