package org.sealpost.config;

import java.time.Duration;

/// `devices`: linking.
///
/// @param max devices of one account, the primary included
/// @param linkCodeLifetime how long a link code can be used
public record DevicesConfig(int max, Duration linkCodeLifetime) {

  static DevicesConfig read(Section section) {
    return new DevicesConfig(
        section.integer("max", 6, 1, 127),
        section.duration(
            "linkCodeLifetime",
            Duration.ofMinutes(10),
            Duration.ofMinutes(1),
            Duration.ofHours(1)));
  }
}
