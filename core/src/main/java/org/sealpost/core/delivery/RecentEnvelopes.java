package org.sealpost.core.delivery;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.sealpost.protocol.EnvelopeId;

/// Ids of envelopes that devices answered lately, so that a send that is repeated after the answer
/// stores nothing (promise 3). The memory of one node, gone with it. Bounded by count and age. Safe
/// for any number of threads.
public final class RecentEnvelopes {
  private final int most;
  private final long keptMillis;
  private final Clock clock;

  /// Until when each is remembered, oldest first. Guarded by itself.
  private final LinkedHashMap<EnvelopeId, Long> until = new LinkedHashMap<>();

  public RecentEnvelopes(int most, Duration kept, Clock clock) {
    this.most = most;
    this.keptMillis = kept.toMillis();
    this.clock = clock;
  }

  boolean contains(EnvelopeId id) {
    synchronized (until) {
      Long end = until.get(id);
      return end != null && end > clock.millis();
    }
  }

  void remember(Collection<EnvelopeId> ids) {
    long now = clock.millis();
    synchronized (until) {
      for (EnvelopeId id : ids) {
        until.putLast(id, now + keptMillis);
      }
      for (var oldest = until.firstEntry(); oldest != null && isOver(oldest, now); ) {
        until.pollFirstEntry();
        oldest = until.firstEntry();
      }
    }
  }

  private boolean isOver(Map.Entry<EnvelopeId, Long> oldest, long now) {
    return until.size() > most || oldest.getValue() <= now;
  }
}
