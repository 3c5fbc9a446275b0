package org.sealpost.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.client.testing.FakeAccounts;
import org.sealpost.client.testing.ServerProcess;
import org.sealpost.protocol.PhoneNumber;

/// The terminal client through pipes: three devices of two accounts, as people would type. Nearly
/// all of its time goes into starting processes, so there is one server for all, the clients are
/// started side by side, and with the flags that spare them a second start of the JVM.
class ChatDistributionTest {
  private static final Path HOME = Path.of("target/sealpost").toAbsolutePath();

  @TempDir private static Path shared;
  private static ServerProcess server;
  private static Path profile;

  @TempDir private Path folder;
  private final List<Keyboard> keyboards = new ArrayList<>();

  @BeforeAll
  static void start() throws IOException {
    server = ServerProcess.start(HOME, shared.resolve("data"));
    profile = shared.resolve("profile.json");
    Files.writeString(
        profile, server.command("client-profile", "--data", shared.resolve("data").toString()));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void quitAll() {
    keyboards.forEach(Keyboard::close);
  }

  /// A chat in a process of its own, with somebody who types and reads.
  private static final class Keyboard implements AutoCloseable {
    private final Process process;
    private final PrintWriter keys;
    private final BufferedReader screen;

    Keyboard(Process process) {
      this.process = process;
      this.keys = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
      this.screen = process.inputReader(StandardCharsets.UTF_8);
    }

    void type(String line) {
      keys.println(line);
    }

    /// The next line with this in it.
    String awaitLine(String part) throws IOException {
      StringBuilder before = new StringBuilder();
      for (String line = screen.readLine(); line != null; line = screen.readLine()) {
        if (line.contains(part)) {
          return line;
        }
        before.append(line).append('\n');
      }
      throw new AssertionError("no line with " + part + " in:\n" + before);
    }

    /// As `kill -9` does.
    void kill() throws InterruptedException {
      process.destroyForcibly();
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    }

    int quit() throws InterruptedException {
      type("/quit");
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
      return process.exitValue();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  private Keyboard chat(String state) throws IOException {
    return chat(state, profile);
  }

  private Keyboard chat(String state, Path profileFile) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ServerProcess.jvmFlags(HOME));
    command.addAll(
        List.of(
            "-Djava.library.path=" + HOME.resolve("lib").resolve("native"),
            "-jar",
            HOME.resolve("sealpost.jar").toString(),
            "chat",
            "--profile",
            profileFile.toString(),
            "--state",
            folder.resolve(state).toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    Keyboard keyboard = new Keyboard(process);
    keyboards.add(keyboard);
    return keyboard;
  }

  private Keyboard register(String state) throws IOException {
    PhoneNumber number = FakeAccounts.freshNumber();
    Keyboard keyboard = chat(state);
    keyboard.type(number.e164());
    keyboard.type(server.codeFor(number));
    return keyboard;
  }

  private static String aci(Keyboard keyboard) throws IOException {
    String line = keyboard.awaitLine("You are ");
    return line.substring(line.indexOf("You are ") + 8, line.indexOf(", device"));
  }

  @Test
  void peopleTalk() throws Exception {
    Keyboard alice = register("alice");
    Keyboard bob = register("bob");
    Keyboard tablet = chat("tablet");
    String alicesName = aci(alice);
    String bobsName = aci(bob);

    alice.type("/to " + bobsName);
    alice.type("hello");
    alice.awaitLine("sent");
    bob.awaitLine("You talk to " + alicesName);
    bob.awaitLine("hello");
    alice.awaitLine("has the text of");

    tablet.type("/link");
    bob.type(tablet.awaitLine("/link sgnl://").strip());
    bob.awaitLine("told");
    assertThat(aci(tablet)).isEqualTo(bobsName);
    bob.type("hello yourself");
    alice.awaitLine("hello yourself");
    tablet.awaitLine("on device 1");
    tablet.type("/to " + alicesName);
    tablet.type("from the tablet");
    alice.awaitLine("from the tablet");
    bob.awaitLine("on device 2");
    bob.type("/devices");
    bob.awaitLine("2 terminal");

    tablet.type("/delete");
    alice.awaitLine("took back");
    assertThat(alice.quit()).isZero();
    assertThat(bob.quit()).isZero();
    assertThat(tablet.quit()).isZero();
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("alice").resolve("account.db"))))
        .isEqualTo("rw-------");
  }

  @Test
  void afterAKillItIsTheSameDeviceAndGetsWhatWaited() throws Exception {
    Keyboard alice = register("alice");
    Keyboard bob = register("bob");
    String alicesName = aci(alice);
    assertThat(aci(bob)).isNotEqualTo(alicesName);
    alice.kill();

    bob.type("/to " + alicesName);
    for (int i = 1; i <= 5; i++) {
      bob.type("text " + i);
      bob.awaitLine("sent");
    }
    Keyboard again = chat("alice");
    assertThat(aci(again)).isEqualTo(alicesName);
    for (int i = 1; i <= 5; i++) {
      assertThat(again.awaitLine("text ")).endsWith("text " + i);
    }
    assertThat(again.quit()).isZero();
  }

  @Test
  void whatIsWrongIsSaidInASentence() throws Exception {
    Path empty = folder.resolve("empty.json");
    Files.writeString(empty, "{}");
    Keyboard carol = chat("carol", empty);
    Keyboard bob = chat("bob");
    Keyboard alice = register("alice");
    alice.awaitLine("You are ");
    Keyboard second = chat("alice");
    assertThat(second.awaitLine("sealpost: ")).contains("is another client using it?");
    assertThat(second.process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(second.process.exitValue()).isNotZero();
    assertThat(alice.quit()).isZero();

    server.kill();
    bob.type("+15550001111");
    bob.type("0000000000");
    bob.awaitLine("cannot be reached");
    server.restart();

    assertThat(carol.awaitLine("sealpost: ")).contains("profile");
  }
}
