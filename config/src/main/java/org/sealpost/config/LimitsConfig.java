package org.sealpost.config;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/// `limits`: how often something may be done, each a bucket of `burst` permits of which one comes
/// back `every` so often.
///
/// @param changed those that the file sets; the others keep the defaults of the one who limits
public record LimitsConfig(Map<String, Bucket> changed) {
  public LimitsConfig {
    changed = Map.copyOf(changed);
  }

  /// The shape of one bucket.
  public record Bucket(int burst, Duration every) {}

  /// @param standards every limit there is, with its default
  static LimitsConfig read(Section section, Map<String, Bucket> standards) {
    Map<String, Bucket> changed = new TreeMap<>();
    standards.forEach((name, standard) -> {
      Bucket bucket =
          section.section(
              name,
              below ->
                  new Bucket(
                      below.integer("burst", standard.burst(), 1, 1_000_000),
                      below.duration(
                          "every", standard.every(), Duration.ofMillis(1), Duration.ofDays(1))));
      if (!bucket.equals(standard)) {
        changed.put(name, bucket);
      }
    });
    return new LimitsConfig(changed);
  }
}
