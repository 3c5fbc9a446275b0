package org.sealpost.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
  @Test
  void goesOnEvenlyWhenTheTimeOfDayIsSetBack() {
    Instant noon = Instant.parse("2026-11-23T12:00:00Z");
    AtomicReference<Instant> timeOfDay = new AtomicReference<>(noon);
    AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    SteadyClock clock = new SteadyClock(timeOfDay::get, nanos::get);

    timeOfDay.set(noon.minusSeconds(3_600));
    nanos.addAndGet(2_000_000_000); // also beyond the largest number
    assertThat(clock.instant()).isEqualTo(noon.plusSeconds(2));
  }
}
