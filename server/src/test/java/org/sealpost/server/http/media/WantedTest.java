package org.sealpost.server.http.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Ranges of an object of 1000 bytes.
class WantedTest {
  private static Wanted of(String range) {
    return Wanted.of(Optional.of(range), 1_000);
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, 0, 0",
    "bytes=0-, 0, 999",
    "bytes=999-, 999, 999",
    "bytes=10-19, 10, 19",
    "bytes=10-5000, 10, 999",
    "bytes=-1, 999, 999",
    "bytes=-1000, 0, 999",
    "bytes=-5000, 0, 999",
    "bytes=999999999999999999-, -1, -1",
    "bytes=1000-, -1, -1",
    "bytes=1000-1001, -1, -1",
    "bytes=-0, -1, -1",
  })
  void oneRangeIsThatRange(String range, long first, long last) {
    assertThat(of(range))
        .isEqualTo(first < 0 ? new Wanted.Nothing() : new Wanted.Part(first, last));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=a-b",
        "bytes=5-4",
        "bytes=0-1,3-4",
        "bytes=0-1,",
        "items=0-1",
        "bytes=--1",
        "bytes=+1-2",
        "bytes=9999999999999999999-",
        "bytes=1-99999999999999999999"
      })
  void whatIsNoSingleRangeIsPassedOver(String range) {
    assertThat(of(range)).isEqualTo(new Wanted.Whole());
  }
}
