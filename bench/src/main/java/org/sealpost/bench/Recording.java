package org.sealpost.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A recording of another JVM by its Flight Recorder, with samples by processor time, so that time
/// in native code (the database, the sockets) is seen too.
final class Recording implements AutoCloseable {
  private static final String NAME = "bench";

  private final long pid;
  private final boolean running;

  private Recording(long pid, boolean running) {
    this.pid = pid;
    this.running = running;
  }

  /// @param file written when the recording is closed; nothing is recorded without one
  static Recording of(long pid, Optional<Path> file) throws IOException {
    if (file.isPresent()) {
      jcmd(
          pid,
          "JFR.start",
          "name=" + NAME,
          "settings=profile",
          "filename=" + file.get().toAbsolutePath(),
          "jdk.CPUTimeSample#enabled=true");
    }
    return new Recording(pid, file.isPresent());
  }

  private static void jcmd(long pid, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
    command.add(Long.toString(pid));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.onExit().join().exitValue() != 0) {
      throw new IOException("the server cannot be recorded: " + output);
    }
  }

  @Override
  public void close() throws IOException {
    if (running) {
      jcmd(pid, "JFR.stop", "name=" + NAME);
    }
  }
}
