package org.sealpost.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A server of the built distribution in a process of its own, on a free port of the loopback
/// interface.
///
/// Not safe for use by several threads, but for [#log].
final class ServerProcess implements AutoCloseable {

  /// All these people register from one address within a minute.
  private static final String CONFIGURATION =
      """
      limits:
        verificationSessions: {burst: 10000, every: 10ms}
        verificationCodes: {burst: 10000, every: 10ms}
        registrationAddress: {burst: 10000, every: 10ms}
        messages: {burst: 10000, every: 10ms}
      """;

  private static final Pattern READY = Pattern.compile("\\bready\\b", Pattern.CASE_INSENSITIVE);
  private static final long READY_SECONDS = 60;
  private static final long COMMAND_SECONDS = 60;
  private static final long STOP_SECONDS = 30;

  private final Path jar;
  private final Path data;
  private final Path config;
  private final List<String> log = Collections.synchronizedList(new ArrayList<>());
  private Process process;
  private @Nullable ClientProfile profile;

  private ServerProcess(Path jar, Path folder) {
    this.jar = jar;
    this.data = folder.resolve("data");
    this.config = folder.resolve("interop.yml");
    try {
      Files.writeString(config, CONFIGURATION);
    } catch (IOException e) {
      throw new IllegalStateException("the configuration could not be written", e);
    }
    this.process = launch("0");
  }

  /// Starts a server on a new data folder inside `folder` and waits until it says that it is ready.
  static ServerProcess start(Path folder) {
    return new ServerProcess(distribution(), folder);
  }

  /// What another client needs to know of this server.
  ClientProfile clientProfile() {
    var known = profile;
    if (known == null) {
      known = ClientProfile.parse(run("client-profile", "--data", data.toString()));
      profile = known;
    }
    return known;
  }

  /// A new invite's code for this number.
  String invite(String number) {
    return run("invite", "--number", number, "--quiet", "--data", data.toString()).strip();
  }

  /// Starts our own chat against this server, as a person would at a pipe: a client made of our
  /// SDK.
  Process chat(Path folder) throws IOException {
    var profileFile = folder.resolve("profile.json");
    Files.writeString(profileFile, run("client-profile", "--data", data.toString()));
    return new ProcessBuilder(
            command(
                quickly(),
                "chat",
                "--profile",
                profileFile.toString(),
                "--state",
                folder.resolve("state").toString()))
        .redirectErrorStream(true)
        .start();
  }

  /// Kills the process without warning and starts it again on the same data and the same port.
  void crashAndRestart(int port) {
    process.destroyForcibly();
    awaitExit();
    process = launch(Integer.toString(port));
  }

  /// Everything the server has written so far.
  List<String> log() {
    synchronized (log) {
      return List.copyOf(log);
    }
  }

  @Override
  public void close() {
    process.destroy();
    awaitExit();
  }

  private Process launch(String port) {
    Process started;
    try {
      started =
          new ProcessBuilder(
                  command(
                      List.of(),
                      "serve",
                      "--data",
                      data.toString(),
                      "--port",
                      port,
                      "--config",
                      config.toString()))
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      throw new IllegalStateException("the server could not be started", e);
    }
    var ready = new CompletableFuture<Void>();
    Thread.ofVirtual().start(() -> follow(started, ready));
    try {
      ready.get(READY_SECONDS, TimeUnit.SECONDS);
      return started;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      started.destroyForcibly();
      throw new IllegalStateException("interrupted while the server started", e);
    } catch (ExecutionException | TimeoutException e) {
      started.destroyForcibly();
      throw new IllegalStateException(
          "the server did not become ready; it wrote:\n" + String.join("\n", log()), e);
    }
  }

  private void follow(Process started, CompletableFuture<Void> ready) {
    try (var lines =
        new BufferedReader(
            new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        log.add(line);
        if (READY.matcher(line).find()) {
          ready.complete(null);
        }
      }
    } catch (IOException e) {
      log.add("(its output could not be read any more)");
    }
    ready.completeExceptionally(new IllegalStateException("the server has ended"));
  }

  private String run(String... arguments) {
    try {
      var errors = Files.createTempFile("sealpost-interop", ".err");
      var running =
          new ProcessBuilder(command(quickly(), arguments)).redirectError(errors.toFile()).start();
      var output = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      boolean ended = running.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS);
      var said = Files.readString(errors);
      Files.delete(errors);
      if (!ended || running.exitValue() != 0) {
        running.destroyForcibly();
        throw new IllegalStateException("'" + arguments[0] + "' failed: " + said + output);
      }
      return output;
    } catch (IOException e) {
      throw new IllegalStateException("'" + arguments[0] + "' could not be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /// What makes a command that ends at once take half the time: natives found without a second JVM,
  /// and no compiling for later.
  private List<String> quickly() {
    var natives = jar.resolveSibling("lib").resolve("native");
    return List.of("-Djava.library.path=" + natives, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
  }

  private List<String> command(List<String> flags, String... arguments) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.add("-jar");
    command.add(jar.toString());
    command.addAll(List.of(arguments));
    return command;
  }

  private void awaitExit() {
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("the server did not stop in " + STOP_SECONDS + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }

  private static Path distribution() {
    var folder = Path.of(System.getProperty("sealpost.dist", "../dist/target/sealpost"));
    var jar = folder.resolve("sealpost.jar").toAbsolutePath().normalize();
    if (!Files.isRegularFile(jar)) {
      throw new IllegalStateException(
          "there is no "
              + jar
              + ": build the distribution first (mvn package -pl dist -am), "
              + "or name one with -Dsealpost.dist=DIR");
    }
    return jar;
  }
}
