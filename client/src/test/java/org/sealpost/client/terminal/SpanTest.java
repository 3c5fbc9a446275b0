package org.sealpost.client.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SpanTest {
  @Test
  void lengthsOfTimeAreReadAsPeopleWriteThem() {
    assertThat(Span.parse("30s")).hasValue(Duration.ofSeconds(30));
    assertThat(Span.parse("5 minutes")).hasValue(Duration.ofMinutes(5));
    assertThat(Span.parse(" 2H ")).hasValue(Duration.ofHours(2));
    assertThat(Span.parse("1d")).hasValue(Duration.ofDays(1));
    assertThat(Span.parse("4w")).hasValue(Duration.ofDays(28));
    assertThat(Span.parse("off")).hasValue(Duration.ZERO);
    assertThat(Span.parse("")).isEmpty();
    assertThat(Span.parse("soon")).isEmpty();
    assertThat(Span.parse("-5s")).isEmpty();
  }

  @Test
  void andWrittenInTheLargestUnitThatFits() {
    assertThat(Span.text(Duration.ofSeconds(1))).isEqualTo("1 second");
    assertThat(Span.text(Duration.ofSeconds(90))).isEqualTo("90 seconds");
    assertThat(Span.text(Duration.ofMinutes(60))).isEqualTo("1 hour");
    assertThat(Span.text(Duration.ofDays(14))).isEqualTo("2 weeks");
  }
}
