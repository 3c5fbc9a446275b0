package org.sealpost.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;

/// docs/protocol/compatibility.md says what the scenarios of this module show: no more, no less.
final class CompatibilityPageTest {

  private static final Path DOCS = Path.of("../docs/protocol");
  private static final Path SCENARIOS = Path.of("src/test/java/org/sealpost/interop");
  private static final Pattern REQUEST = Pattern.compile("`([A-Z]+) ([^`]+)`");
  private static final Pattern SCENARIO =
      Pattern.compile("`(?:([a-z]+) )?([A-Z][A-Za-z]*Test)\\.([a-zA-Z0-9]+)`");
  private static final Pattern STATE =
      Pattern.compile("works|not called|not yet( \\(issue [0-9]+\\))?|not planned");
  private static final Pattern TEST_METHOD =
      Pattern.compile("@Test\\s+(?:@[A-Za-z]+(?:\\([^)]*\\))?\\s+)*(?:public )?void (\\w+)\\(");

  /// One row of the page.
  private record Row(
      int line, List<String> requests, String state, String shownBy, String current) {
    @Override
    public String toString() {
      return "line " + line + " (" + state + ")";
    }
  }

  /// One request of the list of requests (docs/protocol/README.md), which the server's own test
  /// holds against its endpoint table.
  private record Listed(String key, String need, String status) {
    boolean isServed() {
      return status.equals("served") || status.equals("deviates");
    }
  }

  private final List<Row> rows = rows();
  private final List<Listed> listed = listed();

  @Test
  void everyRequestThatIsServedOrNeededHasARow() {
    var named = new TreeSet<String>();
    rows.forEach(row -> row.requests.forEach(request -> named.add(key(request))));
    var wanted =
        listed.stream()
            .filter(one -> one.isServed() || Set.of("P0", "P1", "P2").contains(one.need))
            .map(Listed::key)
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(named).containsAll(wanted);
    assertThat(listed.stream().map(Listed::key)).as("known requests").containsAll(named);
  }

  /// The wire interface's own table (README, section 9), so that no line of ours is forgotten.
  @Test
  void everyRequestOfTheWireInterfaceIsThereWithItsNeed() {
    var needs = new HashMap<String, String>();
    listed.forEach(one -> needs.put(one.key, one.need));
    var wanted = WireInterface.needs();

    assertThat(wanted).hasSizeGreaterThan(60);
    wanted.forEach((request, need) -> assertThat(needs).as(request).containsEntry(request, need));
  }

  @Test
  void aRowThatWorksIsServedAndOneThatIsNotYetIsNot() {
    var served = new HashMap<String, Boolean>();
    listed.forEach(one -> served.put(one.key, one.isServed()));
    for (var row : rows) {
      assertThat(row.state).as(row.toString()).matches(STATE);
      if (row.state.equals("works") || row.state.equals("not called")) {
        assertThat(row.requests)
            .as(row.toString())
            .allMatch(request -> served.getOrDefault(key(request), false));
      }
      assertThat(row.current).as(row.toString()).isNotEmpty();
    }
    for (var one : listed) {
      var states =
          rows.stream()
              .filter(row -> row.requests.stream().anyMatch(r -> key(r).equals(one.key)))
              .map(Row::state)
              .toList();
      assertThat(!one.isServed() || states.contains("works") || states.contains("not called"))
          .as(one + " is served, so a row shows it")
          .isTrue();
    }
  }

  @Test
  void whatWorksIsShownByScenariosThatExistAndRun() {
    for (var row : rows) {
      var shown = scenarios(row);
      if (row.state.equals("works")) {
        assertThat(shown).as(row.toString()).anyMatch(one -> one.group(1) == null);
      }
      if (row.state.equals("not called")) {
        assertThat(shown).as(row.toString()).isNotEmpty();
      }
      for (var one : shown) {
        if (one.group(1) == null) {
          assertRuns(one.group(2), one.group(3));
        } else {
          assertThat(testMethods(source(one.group(1), one.group(2))))
              .as(one.group())
              .contains(one.group(3));
        }
      }
    }
  }

  @Test
  void everyScenarioStandsInARow() throws IOException {
    var named =
        rows.stream()
            .flatMap(row -> scenarios(row).stream())
            .filter(one -> one.group(1) == null)
            .map(one -> one.group(2) + "." + one.group(3))
            .collect(Collectors.toCollection(TreeSet::new));
    var written = new TreeSet<String>();
    try (var files = Files.list(SCENARIOS)) {
      for (var file : files.filter(file -> file.toString().endsWith("Test.java")).toList()) {
        var name = file.getFileName().toString().replace(".java", "");
        if (!name.equals(getClass().getSimpleName())) {
          testMethods(file).forEach(method -> written.add(name + "." + method));
        }
      }
    }

    assertThat(written).hasSizeGreaterThan(40);
    assertThat(named).isEqualTo(written);
  }

  private static void assertRuns(String className, String method) {
    try {
      var type = Class.forName(CompatibilityPageTest.class.getPackageName() + "." + className);
      var found =
          Arrays.stream(type.getDeclaredMethods())
              .filter(one -> one.getName().equals(method))
              .toList();
      assertThat(found).as(className + "." + method).hasSize(1);
      assertThat(found.getFirst().isAnnotationPresent(Test.class)).isTrue();
      assertThat(found.getFirst().isAnnotationPresent(Disabled.class)).isFalse();
      assertThat(type.isAnnotationPresent(Disabled.class)).isFalse();
    } catch (ClassNotFoundException e) {
      throw new AssertionError("there is no scenario class " + className, e);
    }
  }

  private static List<MatchResult> scenarios(Row row) {
    return SCENARIO.matcher(row.shownBy).results().toList();
  }

  private static Path source(String module, String className) {
    try (var files = Files.walk(Path.of("..", module, "src/test/java"))) {
      return files
          .filter(file -> file.getFileName().toString().equals(className + ".java"))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no " + className + " in " + module));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> testMethods(Path file) {
    return TEST_METHOD.matcher(read(file)).results().map(match -> match.group(1)).toList();
  }

  private static List<Row> rows() {
    var lines = read(DOCS.resolve("compatibility.md")).lines().toList();
    var rows = new ArrayList<Row>();
    for (int i = 0; i < lines.size(); i++) {
      var cells = cells(lines.get(i));
      if (cells.size() == 5 && REQUEST.matcher(cells.get(1)).find()) {
        rows.add(new Row(i + 1, requests(cells.get(1)), cells.get(2), cells.get(3), cells.get(4)));
      }
    }
    return rows;
  }

  private static List<String> requests(String cell) {
    return REQUEST
        .matcher(cell)
        .results()
        .map(match -> match.group(1) + " " + match.group(2))
        .toList();
  }

  private static List<Listed> listed() {
    var found = new ArrayList<Listed>();
    for (var line : read(DOCS.resolve("README.md")).lines().toList()) {
      var cells = cells(line);
      if (cells.size() == 8 && cells.get(0).matches("[A-Z]+(, [A-Z]+)*")) {
        for (var method : cells.get(0).split(", ", -1)) {
          var path = cells.get(1).replace("`", "");
          found.add(new Listed(key(method + " " + path), cells.get(4), cells.get(6)));
        }
      }
    }
    assertThat(found).hasSizeGreaterThan(100);
    return found;
  }

  private static List<String> cells(String line) {
    if (!line.startsWith("|") || !line.endsWith("|") || line.length() < 2) {
      return List.of();
    }
    return Arrays.stream(line.substring(1, line.length() - 1).split("\\|", -1))
        .map(String::strip)
        .toList();
  }

  /// Names of path segments do not tell requests apart.
  static String key(String request) {
    return request.contains(" /") ? request.replaceAll("\\{[^}]*}", "{}") : request;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
