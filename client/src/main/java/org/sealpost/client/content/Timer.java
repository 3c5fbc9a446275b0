package org.sealpost.client.content;

import java.time.Duration;

/// How long the texts of a conversation stay once they are read, or were sent. Every change has the
/// next version, so that two devices agree whose change was the later one.
///
/// @param seconds 0: they stay
/// @param version counted from 1; 0 from a client that does not count
public record Timer(int seconds, int version) {
  public static final Timer NONE = new Timer(0, 0);

  /// Some four weeks more than a year: enough, and no sum of it and a date overflows.
  public static final int MAX_SECONDS = 400 * 24 * 60 * 60;

  public Timer {
    if (seconds < 0 || seconds > MAX_SECONDS || version < 0) {
      throw new IllegalArgumentException("a timer is of 0 to " + MAX_SECONDS + " seconds");
    }
  }

  public boolean isOn() {
    return seconds > 0;
  }

  public Duration duration() {
    return Duration.ofSeconds(seconds);
  }

  /// The next version of this timer.
  public Timer changedTo(Duration duration) {
    return new Timer(
        Math.toIntExact(Math.min(duration.toSeconds(), MAX_SECONDS + 1L)),
        Math.min(version, Integer.MAX_VALUE - 1) + 1);
  }

  /// Whether this one, which was told, takes the place of the one that is known.
  public boolean replaces(Timer known) {
    return (version == 0 || version >= known.version()) && !equals(known);
  }
}
