package org.sealpost.core.delivery;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/// Goes on evenly from the moment it was made, whatever becomes of the time of day: a host whose
/// clock is set back by an hour must not let a failed read wait for that hour. For waits alone; not
/// for times that anybody else is told. Safe for any number of threads.
public final class SteadyClock implements InstantSource {
  private final Instant start;
  private final LongSupplier nanos;
  private final long startNanos;

  public SteadyClock() {
    this(InstantSource.system(), System::nanoTime);
  }

  SteadyClock(InstantSource timeOfDay, LongSupplier nanos) {
    this.start = timeOfDay.instant();
    this.nanos = nanos;
    this.startNanos = nanos.getAsLong();
  }

  @Override
  public Instant instant() {
    return start.plusNanos(nanos.getAsLong() - startNanos);
  }
}
