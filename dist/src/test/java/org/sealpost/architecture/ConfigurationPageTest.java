package org.sealpost.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.config.BadConfiguration;
import org.sealpost.config.LimitsConfig;
import org.sealpost.config.SealpostConfig;
import org.sealpost.server.boot.SealpostServer;

/// The configuration's documentation against the configuration: every key with its default and what
/// is allowed, both ways, limits on a page of their own. The truth is asked of the program as an
/// operator would: a key that cannot be makes it name all there are, a value that cannot be makes
/// it say what may be.
class ConfigurationPageTest {
  private static final Path PAGE = Path.of("../docs/operations/README.md");
  private static final Path LIMITS_PAGE = Path.of("../docs/operations/limits.md");
  private static final Path EXAMPLE = Path.of("../config/examples/sealpost.yml");
  private static final Map<String, LimitsConfig.Bucket> LIMITS = SealpostServer.standardLimits();

  /// Like no key there is.
  private static final String NO_KEY = "q".repeat(40);

  private static final Pattern KNOWN = Pattern.compile(".*; known here: (.*)");
  private static final Pattern ALLOWED =
      Pattern.compile(".* is not a single value; use (.*) \\(default (.*)\\)");
  private static final Pattern ROW =
      Pattern.compile("\\| `([a-zA-Z0-9.]+)` \\| (`[^`|]*`|none) \\| ([^|]+) \\|.*");
  private static final Pattern LEFT_OUT = Pattern.compile("^( *)# ([a-zA-Z0-9]+: \\S.*)$");

  @TempDir private Path folder;

  /// What may be written for a key, in the program's words, and what is taken when nothing is.
  private record Rule(String allowed, String otherwise) {}

  @Test
  void thePageHasEveryKeyWithItsDefaultAndWhatIsAllowed() throws IOException {
    assertThat(onThePage()).containsExactlyInAnyOrderEntriesOf(inTheProgram());
  }

  @Test
  void theExampleHasEveryKey() throws IOException {
    String whole =
        Files.readString(EXAMPLE, StandardCharsets.UTF_8)
            .lines()
            .map(line -> LEFT_OUT.matcher(line).replaceFirst("$1$2"))
            .reduce("", (text, line) -> text + line + "\n");
    SortedMap<String, String> keys = new TreeMap<>();
    leaves("", YAMLMapper.builder().build().readTree(whole), keys);

    assertThat(keys.keySet()).isEqualTo(inTheProgram().keySet());
  }

  @Test
  void theExampleSetsTheDefaults() {
    assertThat(SealpostConfig.read(EXAMPLE, LIMITS)).isEqualTo(SealpostConfig.defaults(LIMITS));
  }

  private SortedMap<String, Rule> inTheProgram() throws IOException {
    SortedMap<String, Rule> rules = new TreeMap<>();
    explore("", rules);
    assertThat(rules).containsKey("listener.port");
    return rules;
  }

  private void explore(String path, SortedMap<String, Rule> rules) throws IOException {
    String says = complaintAbout(path);
    Matcher known = KNOWN.matcher(says);
    Matcher value = ALLOWED.matcher(says);
    if (known.matches()) {
      for (String key : known.group(1).split(", ", -1)) {
        explore(path.isEmpty() ? key : path + "." + key, rules);
      }
    } else if (value.matches()) {
      rules.put(path, new Rule(value.group(1), value.group(2)));
    } else {
      throw new AssertionError(path + ": " + says);
    }
  }

  /// What the program says of a key that is not there, below this path.
  private String complaintAbout(String path) throws IOException {
    StringBuilder yaml = new StringBuilder();
    List<String> keys = path.isEmpty() ? List.of() : List.of(path.split("\\.", -1));
    keys.forEach(key -> yaml.append("{\"").append(key).append("\": "));
    yaml.append("{\"").append(NO_KEY).append("\": 1}").append("}".repeat(keys.size()));
    Path file = Files.writeString(folder.resolve("asked.yml"), yaml);
    try {
      SealpostConfig.read(file, LIMITS);
    } catch (BadConfiguration e) {
      return String.valueOf(e.getMessage());
    }
    throw new AssertionError(path + " takes a key that is none");
  }

  private static SortedMap<String, Rule> onThePage() throws IOException {
    String page = Files.readString(PAGE, StandardCharsets.UTF_8);
    String section = page.substring(page.indexOf("\n### Every key\n"));
    SortedMap<String, Rule> rules = new TreeMap<>();
    for (Matcher row : rows(section.substring(0, section.indexOf("\n## ")))) {
      add(rules, row.group(1), new Rule(plain(row.group(3)), plain(row.group(2))));
    }
    String limits = Files.readString(LIMITS_PAGE, StandardCharsets.UTF_8);
    for (Matcher row : rows(limits)) {
      add(rules, row.group(1) + ".burst", new Rule(range(limits, "permits"), plain(row.group(2))));
      add(rules, row.group(1) + ".every", new Rule(range(limits, "so often"), plain(row.group(3))));
    }
    return rules;
  }

  private static List<Matcher> rows(String text) {
    return text.lines().map(ROW::matcher).filter(Matcher::matches).toList();
  }

  private static String plain(String cell) {
    return cell.replace("`", "");
  }

  private static void add(SortedMap<String, Rule> rules, String key, Rule rule) {
    assertThat(rules.put(key, rule)).as("second row of " + key).isNull();
  }

  /// What stands in parentheses behind these words, for all limits.
  private static String range(String page, String words) {
    Matcher range = Pattern.compile(words + " \\(([^)]*)\\)").matcher(page);
    assertThat(range.find()).as(words).isTrue();
    return range.group(1);
  }

  private static void leaves(String path, JsonNode node, SortedMap<String, String> keys) {
    if (!node.isObject()) {
      keys.put(path, node.asText());
      return;
    }
    node.properties()
        .forEach(entry ->
            leaves(
                path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(),
                entry.getValue(),
                keys));
  }
}
