package org.sealpost.client.terminal;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Lengths of time as people write them: `30s`, `5m`, `2h`, `1d`, `1w`, `off`.
final class Span {
  private static final Pattern WRITTEN = Pattern.compile("([0-9]{1,6}) ?([smhdw])[a-z]*");
  private static final Map<String, Duration> UNITS =
      Map.of(
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1),
          "w", Duration.ofDays(7));

  private static final Map<String, Long> LARGEST_FIRST = new LinkedHashMap<>();

  static {
    LARGEST_FIRST.put("week", 604_800L);
    LARGEST_FIRST.put("day", 86_400L);
    LARGEST_FIRST.put("hour", 3_600L);
    LARGEST_FIRST.put("minute", 60L);
  }

  private Span() {}

  /// Zero for `off` and `0`; empty when it is no length of time.
  static Optional<Duration> parse(String text) {
    String plain = text.strip().toLowerCase(Locale.ROOT);
    if (plain.equals("off") || plain.equals("0")) {
      return Optional.of(Duration.ZERO);
    }
    Matcher written = WRITTEN.matcher(plain);
    return written.matches()
        ? Optional.ofNullable(UNITS.get(written.group(2)))
            .map(unit -> unit.multipliedBy(Long.parseLong(written.group(1))))
        : Optional.empty();
  }

  /// `30 seconds`, `1 hour`, `2 weeks`: in the largest unit that leaves nothing over.
  static String text(Duration span) {
    long seconds = span.toSeconds();
    return LARGEST_FIRST.entrySet().stream()
        .filter(unit -> seconds >= unit.getValue() && seconds % unit.getValue() == 0)
        .findFirst()
        .map(unit -> counted(seconds / unit.getValue(), unit.getKey()))
        .orElse(counted(seconds, "second"));
  }

  /// In whole hours, at least one.
  static String hours(Duration span) {
    return text(Duration.ofHours(Math.max(1, span.toHours())));
  }

  private static String counted(long count, String unit) {
    return count + " " + unit + (count == 1 ? "" : "s");
  }
}
