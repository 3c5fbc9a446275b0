package org.sealpost.core.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/// A clock that moves when it is told to.
final class ManualClock extends Clock {
  private volatile Instant now = Instant.parse("2026-11-23T08:00:00Z");

  @Override
  public Instant instant() {
    return now;
  }

  void set(Instant time) {
    if (time.isBefore(now)) {
      throw new IllegalArgumentException("time goes forward");
    }
    now = time;
  }

  void advance(Duration by) {
    set(now.plus(by));
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
