package org.sealpost.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// What a run showed, for people and for programs. What stands in brackets is what we aim at on the
/// smallest machine meant, which has two processors (design, section 13).
record Report(
    Setting setting,
    Idle idle,
    Loaded loaded,
    @Nullable Drain drain,
    double storeAppendsPerSecond) {

  /// What was asked for, and how busy the machine was when it was over.
  record Setting(
      int pairs,
      int inFlight,
      int contentBytes,
      int rounds,
      int roundSeconds,
      int warmUpSends,
      int processors,
      double loadAverage) {}

  /// @param readySeconds from the start of the process to its word that it is ready, on a new
  ///   folder
  /// @param readyAgainSeconds the same on a folder that was used before
  record Idle(double readySeconds, double readyAgainSeconds, double residentMegabytes) {}

  /// @param residentMegabytes of the server, after the last round
  record Loaded(List<Measured> sends, List<Measured> echoes, double residentMegabytes) {}

  /// A device comes back to a full inbox.
  ///
  /// @param deliveredSeconds from before its connection to the end of the queue
  /// @param emptySeconds from the same moment until all is acknowledged and committed
  record Drain(int envelopes, double deliveredSeconds, double emptySeconds) {}

  /// The middle of the rounds.
  static double median(List<Measured> rounds, ToDoubleFunction<Measured> figure) {
    double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
    return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
  }

  /// Sends for each echo, of the rounds' medians.
  double ratio() {
    return ratio(Measured::perSecond);
  }

  private double ratio(ToDoubleFunction<Measured> figure) {
    double echo = median(loaded.echoes(), figure);
    return echo == 0 ? 0 : median(loaded.sends(), figure) / echo;
  }

  String table() {
    List<String> lines = new ArrayList<>();
    lines.add(
        ("%d pairs, %d in flight each, %d bytes; medians of %d rounds of %d s after %,d to warm up;"
                + " %d processors, load average %.1f")
            .formatted(
                setting.pairs(),
                setting.inFlight(),
                setting.contentBytes(),
                setting.rounds(),
                setting.roundSeconds(),
                setting.warmUpSends(),
                setting.processors(),
                setting.loadAverage()));
    lines.add("");
    lines.add("%-34s %10s %10s %10s".formatted("under load", "server", "echo", "ratio"));
    lines.add(compared("answered a second [0.33]", "%.0f", Measured::perSecond));
    lines.add(compared("median, ms", "%.2f", Measured::p50Millis));
    lines.add(compared("99th percentile, ms", "%.2f", Measured::p99Millis));
    lines.add(compared("its CPU for each, us", "%.1f", Measured::peerCpuMicros));
    lines.add(compared("the generator's CPU for each, us", "%.1f", Measured::loadCpuMicros));
    lines.add("");
    lines.add(line("server, ready on a new folder", "%.2f s", idle.readySeconds()));
    lines.add(line("ready on a used folder [3]", "%.2f s", idle.readyAgainSeconds()));
    lines.add(line("resident when idle [250]", "%.0f MB", idle.residentMegabytes()));
    lines.add(line("resident after the load", "%.0f MB", loaded.residentMegabytes()));
    if (drain != null) {
      lines.add(
          line(
              "backlog of %,d, delivered".formatted(drain.envelopes()),
              "%.2f s",
              drain.deliveredSeconds()));
      lines.add(line("  and gone from the store [1]", "%.2f s", drain.emptySeconds()));
    }
    lines.add(line("store alone, appends", "%.0f a second", storeAppendsPerSecond));
    lines.add("");
    lines.add(
        "%-10s %10s %10s %10s %10s  %s"
            .formatted("round", "a second", "median ms", "99% ms", "CPU us", "not 200"));
    for (int i = 0; i < loaded.echoes().size(); i++) {
      lines.add(row("echo " + (i + 1), loaded.echoes().get(i)));
      lines.add(row("server " + (i + 1), loaded.sends().get(i)));
    }
    return String.join(System.lineSeparator(), lines);
  }

  Map<String, Object> asMap() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("setting", setting);
    all.put("idle", idle);
    all.put("loaded", loaded);
    all.put("ratio", ratio());
    all.put("storeAppendsPerSecond", storeAppendsPerSecond);
    if (drain != null) {
      all.put("drain", drain);
    }
    return all;
  }

  private String compared(String name, String number, ToDoubleFunction<Measured> figure) {
    return "%-34s %10s %10s %10.2f"
        .formatted(
            name,
            number.formatted(median(loaded.sends(), figure)),
            number.formatted(median(loaded.echoes(), figure)),
            ratio(figure));
  }

  private static String line(String name, String value, double number) {
    return "%-34s %10s".formatted(name, value.formatted(number));
  }

  private static String row(String name, Measured round) {
    return "%-10s %10.0f %10.2f %10.2f %10.1f  %s"
        .formatted(
            name,
            round.perSecond(),
            round.p50Millis(),
            round.p99Millis(),
            round.peerCpuMicros(),
            round.otherStatuses().isEmpty() ? "" : round.otherStatuses())
        .stripTrailing();
  }
}
