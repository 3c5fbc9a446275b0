package org.sealpost.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The tables of docs/protocol/README.md, read as a person would: a row is a line whose first cell
/// has methods and whose second a path in backticks.
///
/// @param rows one for each method of each line
record CompatibilityMatrix(List<Row> rows) {
  private static final Path PAGE = Path.of("../docs/protocol/README.md");
  private static final int CELLS = 8;
  private static final Pattern LINE =
      Pattern.compile("\\| ([A-Z]+(?:, [A-Z]+)*) \\| `([^`]*)` \\|.*");
  private static final Pattern STATUS =
      Pattern.compile("served|deviates|not yet( \\(issue [0-9]+\\))?|not planned");
  private static final Set<String> NEEDS = Set.of("P0", "P1", "P2", "P3", "own");
  private static final Set<String> WAYS = Set.of("both", "socket", "HTTP");
  private static final Set<String> CALLS = Set.of("W", "H", "W,H", "-");

  /// A row.
  ///
  /// @param line of the page, for messages
  /// @param notes what is different, in words
  record Row(
      int line, String method, String path, String who, String by, String status, String notes) {
    boolean isServed() {
      return status.equals("served") || status.equals("deviates");
    }

    boolean isSocket() {
      return by.equals("socket");
    }

    /// What tells rows apart: names of path segments do not.
    String key() {
      return keyOf(method, path);
    }

    /// A path of this shape; empty where the page has words instead of a path.
    String example() {
      return path.startsWith("/") ? path.replaceAll("\\{[^}]*}", "1") : "";
    }

    @Override
    public String toString() {
      return "line " + line + ": " + method + " " + path + " (" + status + ")";
    }
  }

  static String keyOf(String method, String path) {
    return method + " " + (path.startsWith("/") ? path.replaceAll("\\{[^}]*}", "{}") : path);
  }

  static CompatibilityMatrix read() throws IOException {
    return parse(Files.readString(PAGE, StandardCharsets.UTF_8));
  }

  static CompatibilityMatrix parse(String page) {
    List<String> lines = page.lines().toList();
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      Matcher matcher = LINE.matcher(lines.get(i));
      if (matcher.matches()) {
        rows.addAll(rows(i + 1, lines.get(i)));
      }
    }
    return new CompatibilityMatrix(List.copyOf(rows));
  }

  private static List<Row> rows(int line, String text) {
    List<String> cells =
        Arrays.stream(text.substring(1).split("\\|", -1)).map(String::strip).toList();
    cells = cells.subList(0, cells.size() - 1);
    require(cells.size() == CELLS, line, "has " + CELLS + " cells");
    require(WAYS.contains(cells.get(3)), line, "the fourth is one of " + WAYS);
    require(NEEDS.contains(cells.get(4)), line, "the fifth is one of " + NEEDS);
    require(CALLS.contains(cells.get(5)), line, "the sixth is one of " + CALLS);
    require(STATUS.matcher(cells.get(6)).matches(), line, "the seventh is a status");
    require(
        !cells.get(6).equals("deviates") || !cells.get(7).isEmpty(), line, "says what deviates");
    String path = cells.get(1).replace("`", "");
    List<String> all = cells;
    return Arrays.stream(cells.get(0).split(", "))
        .map(method -> new Row(line, method, path, all.get(2), all.get(3), all.get(6), all.get(7)))
        .toList();
  }

  private static void require(boolean holds, int line, String rule) {
    if (!holds) {
      throw new AssertionError(PAGE + " line " + line + ": a row " + rule);
    }
  }

  /// Of the rows that are served this way.
  Set<String> keysOfServed(String by) {
    return rows.stream()
        .filter(row -> row.isServed() && row.by().equals(by))
        .map(Row::key)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
