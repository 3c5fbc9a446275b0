package org.sealpost.core.media;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// How often what has happened since the start. Counts, and nothing that says to whom. Safe for any
/// number of threads.
public final class MediaTotals {
  /// What is counted.
  public enum What {
    /// Uploads granted.
    GRANTED,
    /// Uploads refused, as their account has no room.
    OVER_QUOTA,
    /// Objects that became whole.
    STORED,
    /// Objects found for those who fetch them.
    FETCHED,
    /// Rows that went, with their object if there was one.
    REMOVED,
    /// Objects that had no row and went.
    ORPHANS,
    /// Uploads that nobody went on with, and went.
    UNFINISHED
  }

  private final Map<What, LongAdder> counters = new EnumMap<>(What.class);

  public MediaTotals() {
    for (What what : What.values()) {
      counters.put(what, new LongAdder());
    }
  }

  void count(What what) {
    count(what, 1);
  }

  void count(What what, long times) {
    counter(what).add(times);
  }

  public long of(What what) {
    return counter(what).sum();
  }

  private LongAdder counter(What what) {
    LongAdder counter = counters.get(what);
    if (counter == null) {
      throw new IllegalStateException("nothing is counted for " + what);
    }
    return counter;
  }
}
