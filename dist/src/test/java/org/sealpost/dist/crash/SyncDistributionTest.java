package org.sealpost.dist.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.client.testing.FakeAccounts;
import org.sealpost.client.testing.FakeDevice;
import org.sealpost.client.testing.ServerProcess;
import org.sealpost.client.transport.Service;

/// A 200 comes after the sync: what `kill -9` cannot show, because the system still writes what a
/// dead process has left. Lone sends, one at a time, to a server that strace looks at: before each
/// answer the disk was told to keep what it has. The same is measured with settings that must not
/// be used, to see that it would be noticed.
class SyncDistributionTest {
  private static final Path HOME = Path.of("target/sealpost").toAbsolutePath();
  private static final int SENDS = 25;

  /// A sync that has returned: on one line, or where a line that was interrupted goes on.
  private static final Pattern SYNCED =
      Pattern.compile("(?:\\bf(?:data)?sync\\(|\\bf(?:data)?sync resumed>).*= 0\\b.*");

  @TempDir private Path folder;

  @Test
  @Tag("system")
  void everyAnswerComesAfterASync() throws Exception {
    List<Integer> syncs = syncsOfEachSend("storage: {synchronous: full}");

    figure("full", syncs);
    assertThat(syncs).hasSize(SENDS).allMatch(count -> count >= 1);
  }

  @Test
  @Tag("system")
  void anUnsafeStoreIsSeenToAnswerWithoutSyncs() throws Exception {
    List<Integer> syncs = syncsOfEachSend("storage: {synchronous: normal, unsafe: true}");

    figure("normal", syncs);
    assertThat(syncs).hasSize(SENDS);
    assertThat(syncs.stream().mapToInt(Integer::intValue).sum()).isLessThan(SENDS);
  }

  @Test
  void aStoreThatAnswersBeforeTheSyncIsRefused() throws Exception {
    Path config = config("storage: {synchronous: normal}");

    assertThatThrownBy(() ->
            ServerProcess.start(HOME, folder.resolve("data"), "--config", config.toString())
                .close())
        .isInstanceOf(IOException.class)
        .message()
        .contains("would confirm a message before the disk has it", "storage.unsafe")
        .doesNotContain("\tat ");
  }

  private Path config(String yaml) throws IOException {
    return Files.writeString(folder.resolve("sealpost.yml"), yaml + "\n");
  }

  /// How many syncs each send had returned by the time of its answer.
  private List<Integer> syncsOfEachSend(String yaml) throws Exception {
    assumeTrue(isThere("strace"), "strace is not installed: apt-get install -y strace");
    Path trace = folder.resolve("trace");
    List<String> strace =
        List.of(
            "strace",
            "--follow-forks",
            "--seccomp-bpf",
            "--trace=fdatasync,fsync",
            "--signal=none",
            "--output=" + trace);
    try (ServerProcess server =
            ServerProcess.startUnder(
                strace, HOME, folder.resolve("data"), "--config", config(yaml).toString());
        Service service = server.connect();
        FakeAccounts accounts = new FakeAccounts(service, server)) {
      FakeDevice alice = accounts.register();
      FakeDevice bob = accounts.register();
      // The first brings alice's socket with it.
      assertThat(alice.sendText("to begin with", bob).status()).isEqualTo(200);
      List<Integer> syncs = new ArrayList<>();
      for (int i = 0; i < SENDS; i++) {
        long before = synced(trace);
        assertThat(alice.sendText("alone " + i, bob).status()).isEqualTo(200);
        syncs.add(Math.toIntExact(synced(trace) - before));
      }
      return syncs;
    }
  }

  /// strace writes a line before it lets the thread go on that it is about.
  private static long synced(Path trace) throws IOException {
    try (var lines = Files.lines(trace)) {
      return lines.filter(line -> SYNCED.matcher(line).find()).count();
    }
  }

  private static boolean isThere(String program) throws InterruptedException {
    try {
      Process asked =
          new ProcessBuilder(program, "-V")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return asked.waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static void figure(String synchronous, List<Integer> syncs) {
    System.out.printf(
        "figure: synchronous=%s: %d lone sends answered, %d syncs%n",
        synchronous, syncs.size(), syncs.stream().mapToInt(Integer::intValue).sum());
  }
}
