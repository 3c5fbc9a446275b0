package org.sealpost.client.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.sealpost.client.transport.Service;
import org.sealpost.protocol.PhoneNumber;

/// A server in a process of its own, with its data in a temporary folder:
///
/// ```
/// TMP/data/          the server's folder
/// TMP/server.log     what it printed
/// TMP/profile.json   its client profile
/// ```
final class DemoServer implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
  private static final String READY = "sealpost ready on ";

  private final Distribution distribution;
  private final Path folder;
  private final Process process;
  private volatile boolean released;

  private DemoServer(Distribution distribution, Path folder, Process process) {
    this.distribution = distribution;
    this.folder = folder;
    this.process = process;
  }

  /// Starts it; [#awaitReady] says when it takes requests.
  static DemoServer start(Distribution distribution) throws IOException {
    Path folder = Files.createTempDirectory("sealpost-demo-");
    Process process =
        distribution.start(
            folder.resolve("server.log"),
            "serve",
            "--data",
            folder.resolve("data").toString(),
            "--port",
            "0");
    return new DemoServer(distribution, folder, process);
  }

  /// Waits for the line in which the server says where it is; the answer is that address.
  String awaitReady(Screen screen) throws IOException, InterruptedException {
    long began = System.nanoTime();
    while (System.nanoTime() - began < START_LIMIT.toNanos()) {
      Optional<String> ready = readyLine();
      if (ready.isPresent()) {
        return ready.get().substring(READY.length()).split(" ", 2)[0];
      }
      if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
        throw new CannotGoOn("the server did not start: " + lastLine());
      }
      screen.progress(
          "waiting for the server, "
              + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began)
              + " s");
    }
    throw new CannotGoOn("the server was not ready within " + START_LIMIT.toSeconds() + " s");
  }

  private Optional<String> readyLine() throws IOException {
    try (var lines = Files.lines(log())) {
      return lines.filter(line -> line.startsWith(READY)).findFirst();
    }
  }

  private String lastLine() throws IOException {
    try (var lines = Files.lines(log())) {
      return lines
          .filter(line -> !line.isBlank())
          .reduce((_, last) -> last)
          .orElse("it said nothing");
    }
  }

  private Path log() {
    return folder.resolve("server.log");
  }

  Path folder() {
    return folder;
  }

  Path data() {
    return folder.resolve("data");
  }

  Path profileFile() {
    return folder.resolve("profile.json");
  }

  long pid() {
    return process.pid();
  }

  /// A code for the number, from the command `invite`.
  String invite(PhoneNumber number) throws IOException, InterruptedException {
    return distribution
        .run(
            folder.resolve("invite.log"),
            "invite",
            "--number",
            number.e164(),
            "--quiet",
            "--data",
            data().toString())
        .strip();
  }

  /// The server as its client profile describes it, from the command `client-profile`.
  Service service() throws IOException, InterruptedException {
    Files.writeString(
        profileFile(),
        distribution.run(
            folder.resolve("client-profile.log"), "client-profile", "--data", data().toString()));
    return Service.fromFile(profileFile());
  }

  /// Leaves the server running, and its folder, when this is closed.
  void release() {
    released = true;
  }

  /// Stops the server and waits until it has ended.
  void stop() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stopAndRemove();
  }

  /// Stops the server and removes its folder, unless it was released. May be called twice.
  void stopAndRemove() {
    if (released) {
      return;
    }
    stop();
    try (var files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(DemoServer::remove);
    } catch (IOException e) {
      // It is in the temporary folder, and 0700.
    }
  }

  private static void remove(Path file) {
    try {
      boolean _ = Files.deleteIfExists(file);
    } catch (IOException e) {
      // See above.
    }
  }
}
