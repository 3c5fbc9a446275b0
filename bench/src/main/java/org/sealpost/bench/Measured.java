package org.sealpost.bench;

import java.util.Map;
import org.sealpost.bench.load.Latencies;

/// What one round showed.
///
/// @param perSecond sends, or echoes, answered
/// @param otherStatuses answers that were not 200, by status; 0 stands for a connection that ended
/// @param peerCpuMicros processor time of the peer for each, in microseconds
/// @param loadCpuMicros the same of this process
record Measured(
    double perSecond,
    double p50Millis,
    double p99Millis,
    double peerCpuMicros,
    double loadCpuMicros,
    Map<Integer, Integer> otherStatuses) {

  static Measured of(
      Latencies latencies,
      Map<Integer, Integer> otherStatuses,
      double seconds,
      double peerCpuSeconds,
      double loadCpuSeconds) {
    int count = latencies.count();
    return new Measured(
        count / seconds,
        latencies.percentileMillis(0.50),
        latencies.percentileMillis(0.99),
        1e6 * peerCpuSeconds / Math.max(1, count),
        1e6 * loadCpuSeconds / Math.max(1, count),
        Map.copyOf(otherStatuses));
  }
}
