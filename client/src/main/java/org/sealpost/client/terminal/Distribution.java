package org.sealpost.client.terminal;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The distribution that this command runs from, whose other commands it can start: the same java,
/// the same jar. The jar is found by the property `sealpost.jar`, by the class path, or beside the
/// folder `lib` that this class lies in.
final class Distribution {
  private static final long COMMAND_SECONDS = 120;

  private final String java;
  private final Path jar;

  private Distribution(String java, Path jar) {
    this.java = java;
    this.jar = jar;
  }

  static Distribution running() {
    String java =
        ProcessHandle.current()
            .info()
            .command()
            .orElse(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    return new Distribution(java, jar());
  }

  private static Path jar() {
    List<Optional<Path>> places = List.of(fromProperty(), fromClassPath(), besideLib());
    return places.stream()
        .flatMap(Optional::stream)
        .filter(Files::isRegularFile)
        .map(Path::toAbsolutePath)
        .findFirst()
        .orElseThrow(() ->
            new CannotGoOn(
                "the demo needs the built distribution: run it as ./sealpost demo, or as"
                    + " java -jar sealpost.jar demo"));
  }

  private static Optional<Path> fromProperty() {
    return Optional.ofNullable(System.getProperty("sealpost.jar")).map(Path::of);
  }

  private static Optional<Path> fromClassPath() {
    for (String entry : System.getProperty("java.class.path", "").split(File.pathSeparator, -1)) {
      if (entry.endsWith("sealpost.jar")) {
        return Optional.of(Path.of(entry));
      }
    }
    return Optional.empty();
  }

  private static Optional<Path> besideLib() {
    var source = Distribution.class.getProtectionDomain().getCodeSource();
    if (source == null) {
      return Optional.empty();
    }
    try {
      Path library = Path.of(source.getLocation().toURI()).getParent();
      return Optional.ofNullable(library)
          .map(Path::getParent)
          .map(home -> home.resolve("sealpost.jar"));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /// How a person would call it.
  String callName() {
    return "java -jar " + jar;
  }

  /// Starts a command whose output goes to a file and which outlives this one if it is let.
  Process start(Path log, String... arguments) throws IOException {
    return builder(arguments)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
        .start();
  }

  /// Runs a command and gives what it printed.
  String run(Path errors, String... arguments) throws IOException, InterruptedException {
    Process process = builder(arguments).redirectError(errors.toFile()).start();
    try {
      process.getOutputStream().close();
      byte[] out = process.getInputStream().readAllBytes();
      if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new CannotGoOn("sealpost " + arguments[0] + " failed: " + firstLine(errors));
      }
      return new String(out, StandardCharsets.UTF_8);
    } finally {
      process.destroyForcibly();
    }
  }

  private static String firstLine(Path log) throws IOException {
    try (var lines = Files.lines(log)) {
      return lines.filter(line -> !line.isBlank()).findFirst().orElse("it said nothing");
    }
  }

  private ProcessBuilder builder(String... arguments) {
    List<String> command = new ArrayList<>(List.of(java));
    Path options = jar.resolveSibling("jvm.options");
    if (Files.exists(options)) {
      try {
        Files.readAllLines(options).stream()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .forEach(command::add);
      } catch (IOException e) {
        // The jar adds them itself.
      }
    }
    Path cache = jar.resolveSibling("sealpost.aot");
    if (Files.exists(cache)) {
      command.add("-XX:AOTCache=" + cache);
    }
    Path natives = jar.resolveSibling("lib").resolve("native");
    if (Files.isDirectory(natives)) {
      command.add("-Djava.library.path=" + natives);
    }
    command.addAll(List.of("-jar", jar.toString()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }
}
