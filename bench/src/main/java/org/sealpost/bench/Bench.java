package org.sealpost.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sealpost.protocol.json.WireJson;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `./sealpost bench`.
@Command(
    name = "sealpost bench",
    description = {
      "Measures a server of this build on this machine, beside a bare Jetty echo of the same frames.",
      "Figures of a busy machine are noise: compare rows of one run."
    },
    mixinStandardHelpOptions = true)
public final class Bench implements Callable<Integer> {
  /// What the generator's buffers are made for.
  private static final int MAX_SIZE = 32_768;

  @Option(names = "--home", required = true, description = "Folder of the distribution.")
  private Path home;

  @Option(names = "--pairs", description = "Senders, each with a receiver (${DEFAULT-VALUE}).")
  private int pairs = 100;

  @Option(names = "--in-flight", description = "Unanswered sends of a sender (${DEFAULT-VALUE}).")
  private int inFlight = 1;

  @Option(names = "--seconds", description = "Length of a round (${DEFAULT-VALUE}).")
  private int seconds = 10;

  @Option(names = "--rounds", description = "Rounds of each kind, in turn (${DEFAULT-VALUE}).")
  private int rounds = 3;

  @Option(
      names = "--warm-up",
      description = "Sends, and echoes, before the first round (${DEFAULT-VALUE}).")
  private int warmUp = 150_000;

  @Option(names = "--size", description = "Bytes of an envelope's content (${DEFAULT-VALUE}).")
  private int size = 1024;

  @Option(names = "--backlog", description = "Envelopes to drain; 0 for none (${DEFAULT-VALUE}).")
  private int backlog = 10_000;

  @Option(names = "--seed", description = "Of contents (${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(names = "--json", description = "Also write all figures to this file.")
  private Path json;

  @Option(
      names = "--profile",
      description = "Record the server in the last round, for jfr and JDK Mission Control.")
  private @Nullable Path profile;

  private Bench() {}

  /// Ends the process with the command's status.
  public static void main(String[] args) {
    // The same figures read the same everywhere.
    Locale.setDefault(Locale.ROOT);
    // No backend for logs is meant: what the client libraries log is nobody's business here.
    System.setProperty("slf4j.internal.verbosity", "ERROR");
    System.exit(new CommandLine(new Bench()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (Math.min(Math.min(pairs, rounds), Math.min(seconds, inFlight)) < 1
        || warmUp < pairs
        || inFlight > 256
        || size < 1
        || size > MAX_SIZE) {
      System.err.println(
          "sealpost: --pairs, --rounds and --seconds are at least 1, --warm-up is at least one for"
              + " each pair, --in-flight is 1 to 256 and --size 1 to "
              + MAX_SIZE
              + ".");
      return 2;
    }
    Path folder = Files.createTempDirectory("sealpost-bench");
    try (Rounds run = new Rounds(home, folder, pairs, inFlight, size, new SplittableRandom(seed))) {
      Report.Idle idle = run.idle();
      run.register();
      run.measure(warmUp, Duration.ofSeconds(seconds), rounds, Optional.ofNullable(profile));
      Report.Drain drain = backlog > 0 ? run.drain(backlog) : null;
      run.stopServers();
      double store =
          StoreCeiling.appendsPerSecond(
              folder.resolve("ceiling.db"), pairs, size, Duration.ofSeconds(seconds));
      report(new Report(setting(), idle, run.loaded(), drain, store));
    } finally {
      deleteAll(folder);
    }
    return 0;
  }

  private Report.Setting setting() throws IOException {
    return new Report.Setting(
        pairs,
        inFlight,
        size,
        rounds,
        seconds,
        warmUp,
        Runtime.getRuntime().availableProcessors(),
        Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0]));
  }

  private void report(Report report) throws IOException {
    System.out.println(report.table());
    if (json != null) {
      Files.writeString(json, WireJson.writePretty(report.asMap()) + System.lineSeparator());
    }
  }

  private static void deleteAll(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }
}
