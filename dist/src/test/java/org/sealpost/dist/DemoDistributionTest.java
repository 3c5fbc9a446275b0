package org.sealpost.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The demo, as a person starts it: two accounts, twenty messages for one who is away, a look at
/// what the server holds, and nothing left behind. Every claim that it prints it has checked.
class DemoDistributionTest {
  private static final Path JAR = Path.of("target/sealpost/sealpost.jar").toAbsolutePath();

  @TempDir private Path temporary;

  private Process demo(String... options) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + temporary,
                "-jar",
                JAR.toString(),
                "demo"));
    command.addAll(List.of(options));
    return new ProcessBuilder(command).redirectError(temporary.resolve("err").toFile()).start();
  }

  private List<Path> leftBehind() throws IOException {
    try (var files = Files.list(temporary)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("sealpost-demo-"))
          .toList();
    }
  }

  @Test
  void theDemoKeepsItsPromises() throws Exception {
    Process demo = demo();
    String out = new String(demo.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(demo.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(Files.readString(temporary.resolve("err"))).isEmpty();
    assertThat(demo.exitValue()).isZero();
    assertThat(out)
        .contains("sent 20 messages", "found none", "received all 20 in order")
        .contains("fetched it without saying who he is", "to nobody any more")
        .contains("no message came twice", "all as promised")
        .doesNotContain("\u001B");
    assertThat(leftBehind()).isEmpty();
  }

  @Test
  void stoppedHalfwayItTakesItsServerWithIt() throws Exception {
    Process demo = demo();
    try (var lines = demo.inputReader(StandardCharsets.UTF_8)) {
      String line = lines.readLine();
      while (line != null && !line.contains("ready on")) {
        line = lines.readLine();
      }
      assertThat(line).isNotNull();
      List<ProcessHandle> children = demo.descendants().toList();
      assertThat(children).isNotEmpty();

      demo.destroy();

      assertThat(demo.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(demo.exitValue()).isNotZero();
      for (ProcessHandle child : children) {
        assertThat(child.onExit().get(1, TimeUnit.MINUTES).isAlive()).isFalse();
      }
    }
    assertThat(leftBehind()).isEmpty();
  }
}
