package org.sealpost.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// What a run showed, for people and for programs.
record Report(
    Map<String, Object> setting,
    @Nullable Idle idle,
    List<Measured> sends,
    List<Measured> echoes,
    @Nullable Drain drain,
    @Nullable Double storeAppendsPerSecond) {

  /// @param readySeconds from the start of the process to its word that it is ready, on a new
  ///   folder
  /// @param readyAgainSeconds the same on a folder that was used before
  record Idle(double readySeconds, double readyAgainSeconds, double residentMegabytes) {}

  /// @param seconds from the upgrade to the last acknowledgement
  record Drain(int envelopes, double seconds) {}

  /// The middle of the rounds.
  static double median(List<Measured> rounds, ToDoubleFunction<Measured> figure) {
    double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
    return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
  }

  /// Sends for each echo, of the rounds' medians.
  double ratio() {
    double echo = median(echoes, Measured::perSecond);
    return echo == 0 ? 0 : median(sends, Measured::perSecond) / echo;
  }

  String table() {
    List<String> lines = new ArrayList<>();
    setting.forEach((name, value) -> lines.add("%-28s %s".formatted(name, value)));
    if (idle != null) {
      lines.add("");
      lines.add(line("ready, new folder", idle.readySeconds(), "s"));
      lines.add(line("ready, used folder", idle.readyAgainSeconds(), "s"));
      lines.add(line("resident when idle", idle.residentMegabytes(), "MB"));
    }
    lines.add("");
    lines.add(
        "%-10s %10s %9s %9s %14s %14s  %s"
            .formatted(
                "round", "a second", "p50 ms", "p99 ms", "peer CPU us", "load CPU us", "not 200"));
    for (int i = 0; i < Math.max(sends.size(), echoes.size()); i++) {
      if (i < echoes.size()) {
        lines.add(row("echo " + (i + 1), echoes.get(i)));
      }
      if (i < sends.size()) {
        lines.add(row("send " + (i + 1), sends.get(i)));
      }
    }
    lines.add("");
    lines.add(line("echo, median", median(echoes, Measured::perSecond), "a second"));
    lines.add(line("sends answered, median", median(sends, Measured::perSecond), "a second"));
    lines.add(line("sends / echoes", ratio(), ""));
    if (storeAppendsPerSecond != null) {
      lines.add(line("store alone, appends", storeAppendsPerSecond, "a second"));
    }
    if (drain != null) {
      lines.add(line("drain of %,d envelopes".formatted(drain.envelopes()), drain.seconds(), "s"));
    }
    return String.join(System.lineSeparator(), lines);
  }

  Map<String, Object> asMap() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("setting", setting);
    if (idle != null) {
      all.put("idle", idle);
    }
    all.put("echoes", echoes);
    all.put("sends", sends);
    all.put("ratio", ratio());
    if (storeAppendsPerSecond != null) {
      all.put("storeAppendsPerSecond", storeAppendsPerSecond);
    }
    if (drain != null) {
      all.put("drain", drain);
    }
    return all;
  }

  private static String line(String name, double value, String unit) {
    return String.format(Locale.ROOT, "%-28s %10.2f %s", name, value, unit).stripTrailing();
  }

  private static String row(String name, Measured round) {
    return String.format(
            Locale.ROOT,
            "%-10s %10.0f %9.2f %9.2f %14.1f %14.1f  %s",
            name,
            round.perSecond(),
            round.p50Millis(),
            round.p99Millis(),
            round.peerCpuMicros(),
            round.loadCpuMicros(),
            round.otherStatuses().isEmpty() ? "" : round.otherStatuses())
        .stripTrailing();
  }
}
