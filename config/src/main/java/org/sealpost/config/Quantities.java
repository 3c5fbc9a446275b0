package org.sealpost.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations and sizes as people write them: `500ms`, `90s`, `5m`, `72h`, `30d`; `512KiB`,
/// `256MiB`.
final class Quantities {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,15}) ?([A-Za-z]+)");
  private static final Map<String, Duration> TIMES = new LinkedHashMap<>();
  private static final Map<String, Long> SIZES = new LinkedHashMap<>();

  static {
    TIMES.put("d", Duration.ofDays(1));
    TIMES.put("h", Duration.ofHours(1));
    TIMES.put("m", Duration.ofMinutes(1));
    TIMES.put("s", Duration.ofSeconds(1));
    TIMES.put("ms", Duration.ofMillis(1));
    SIZES.put("GiB", 1L << 30);
    SIZES.put("MiB", 1L << 20);
    SIZES.put("KiB", 1L << 10);
    SIZES.put("B", 1L);
  }

  private Quantities() {}

  static Optional<Duration> duration(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Duration unit = TIMES.get(matcher.group(2));
    try {
      return unit == null
          ? Optional.empty()
          : Optional.of(unit.multipliedBy(Long.parseLong(matcher.group(1))));
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }

  static Optional<Long> size(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Long unit = SIZES.get(matcher.group(2));
    try {
      return unit == null
          ? Optional.empty()
          : Optional.of(Math.multiplyExact(unit, Long.parseLong(matcher.group(1))));
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }

  static String write(Duration duration) {
    for (Map.Entry<String, Duration> unit : TIMES.entrySet()) {
      long millis = unit.getValue().toMillis();
      if (duration.toMillis() >= millis && duration.toMillis() % millis == 0) {
        return duration.toMillis() / millis + unit.getKey();
      }
    }
    return duration.toMillis() + "ms";
  }

  static String write(long bytes) {
    for (Map.Entry<String, Long> unit : SIZES.entrySet()) {
      if (bytes >= unit.getValue() && bytes % unit.getValue() == 0) {
        return bytes / unit.getValue() + unit.getKey();
      }
    }
    return bytes + "B";
  }
}
