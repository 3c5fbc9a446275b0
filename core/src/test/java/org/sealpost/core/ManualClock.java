package org.sealpost.core;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/// A clock that moves when it is told to. Safe for any number of threads.
public final class ManualClock extends Clock {
  private static final Instant START = Instant.parse("2026-11-23T09:00:00Z");

  private final AtomicLong millis = new AtomicLong();

  public void advance(Duration by) {
    millis.addAndGet(by.toMillis());
  }

  @Override
  public Instant instant() {
    return START.plusMillis(millis.get());
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
