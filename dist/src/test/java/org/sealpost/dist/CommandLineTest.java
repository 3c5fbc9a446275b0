package org.sealpost.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// What the command says of itself, and that documents show only calls of it that there are.
class CommandLineTest {
  private static final Path ROOT = Path.of("..");
  private static final List<Path> PAGES =
      List.of(ROOT.resolve("README.md"), ROOT.resolve("docs/operations/README.md"));
  private static final Pattern FENCED = Pattern.compile("(?ms)^```[^\\n]*\\n(.*?)^```");
  private static final Pattern CALL =
      Pattern.compile("(?:\\./|/opt/sealpost/)?sealpost(?:\\.jar)? ([a-z][^#>|]*).*");
  private static final String JAVA = "java -jar ";

  /// Of the script in a clone alone.
  private static final Set<String> IN_A_CLONE = Set.of("test", "bench");

  private record Run(int status, String out, String err) {}

  private static Run run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        Sealpost.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments);
    return new Run(status, out.toString(), err.toString());
  }

  private static Set<String> commands() {
    return Sealpost.commandLine().getSubcommands().keySet();
  }

  @Test
  void helpIsHadInEveryWayThatPeopleTry() {
    Run help = run("help");
    assertThat(help.status()).isZero();
    assertThat(help.out())
        .contains("Usage: sealpost", "First steps", "./sealpost test")
        .contains(commands());
    assertThat(run("--help")).isEqualTo(help);
    assertThat(run("-h")).isEqualTo(help);
    for (String command : commands()) {
      Run its = run(command, "--help");
      assertThat(its.status()).as(command).isZero();
      assertThat(its.out()).contains("Usage: sealpost " + command);
      assertThat(run("help", command)).isEqualTo(its);
    }
  }

  @Test
  void everyCommandAndOptionSaysWhatItIsFor() {
    Sealpost.commandLine()
        .getSubcommands()
        .forEach((name, command) -> {
          assertThat(command.getCommandSpec().usageMessage().description()).as(name).isNotEmpty();
          assertThat(command.getCommandSpec().options())
              .allSatisfy(
                  option -> assertThat(option.description()).as(name + " " + option).isNotEmpty());
        });
  }

  @Test
  void theVersionIsTheSameEverywhere() {
    Run version = run("--version");
    assertThat(version.status()).isZero();
    assertThat(version.out().strip()).isEqualTo(Sealpost.VERSION);
    assertThat(run("serve", "--version")).isEqualTo(version);
    assertThat(run("version").out()).startsWith(Sealpost.VERSION);
  }

  /// Only read, not run: the names of commands and options, and what they want.
  @Test
  void documentsShowCallsThatAreTaken() throws IOException {
    List<String> calls = new ArrayList<>();
    for (Path page : PAGES) {
      Matcher block = FENCED.matcher(Files.readString(page, StandardCharsets.UTF_8));
      while (block.find()) {
        block.group(1).lines().forEach(line -> calls.addAll(calls(line)));
      }
    }
    // the help's own
    Arrays.stream(run("help").out().split("\n", -1))
        .filter(line -> line.startsWith("  sealpost "))
        .forEach(line -> calls.addAll(calls(line)));

    assertThat(calls).hasSizeGreaterThan(5);
    assertThat(calls)
        .allSatisfy(call -> {
          List<String> words = List.of(call.split(" +", -1));
          if (!IN_A_CLONE.contains(words.getFirst())) {
            assertThatCode(() -> read(words)).as(call).doesNotThrowAnyException();
          }
        });
  }

  private static void read(List<String> words) {
    CommandLine.ParseResult result = Sealpost.commandLine().parseArgs(words.toArray(String[]::new));
    assertThat(result.hasSubcommand()).isTrue();
  }

  private static List<String> calls(String line) {
    List<String> calls = new ArrayList<>();
    for (String part : line.strip().split(" && ", -1)) {
      Matcher call = CALL.matcher(part.startsWith(JAVA) ? part.substring(JAVA.length()) : part);
      if (call.matches()) {
        calls.add(call.group(1).strip());
      }
    }
    return calls;
  }
}
