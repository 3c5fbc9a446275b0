package org.sealpost.client.connection;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait before the next try: twice as long each time, with half of it left to chance so
/// that clients of a server that came back do not all knock at once. One thread's own.
public final class Backoff {
  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final int MAX_DOUBLINGS = 9;

  private final RandomGenerator random;
  private int failures;

  public Backoff(RandomGenerator random) {
    this.random = random;
  }

  public void reset() {
    failures = 0;
  }

  public Duration next() {
    long full = Math.min(LONGEST.toMillis(), FIRST.toMillis() << Math.min(failures, MAX_DOUBLINGS));
    failures++;
    return Duration.ofMillis(full / 2 + random.nextLong(full / 2 + 1));
  }
}
