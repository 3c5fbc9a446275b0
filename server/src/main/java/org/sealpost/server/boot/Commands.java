package org.sealpost.server.boot;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.sealpost.config.SealpostConfig;
import org.sealpost.storage.copy.CopyProgress;
import org.sealpost.storage.copy.CopySection;
import org.sealpost.storage.copy.SectionSum;

/// Carries out one operation on a server's folder, by whoever has it: the running server, or this
/// process.
public final class Commands {
  /// A server that starts or stops has its lock but not, or no longer, its socket.
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration PAUSE = Duration.ofMillis(100);

  private Commands() {}

  /// Protects a stopped server's keys folder by the provider of another configuration.
  ///
  /// @return how many files were written
  public static int protectKeys(Path folder, SealpostConfig present, SealpostConfig next) {
    try (StoppedServer server = stopped(folder, present)) {
      return server.protectKeys(next.keys());
    }
  }

  /// Copies a stopped server's database into the one of another configuration.
  ///
  /// @return what both have
  public static Map<CopySection, SectionSum> copyStorage(
      Path folder, SealpostConfig present, SealpostConfig next, CopyProgress progress) {
    try (StoppedServer server = stopped(folder, present)) {
      return server.copyStorage(next, progress);
    }
  }

  /// Makes a stopped server's data, put back from a backup, safe to serve.
  ///
  /// @param progress told how many pieces were done
  public static void markRestored(Path folder, SealpostConfig config, LongConsumer progress) {
    try (StoppedServer server = stopped(folder, config)) {
      server.markRestored(progress);
    }
  }

  private static StoppedServer stopped(Path folder, SealpostConfig config) {
    return StoppedServer.take(config, DataDirectory.open(folder))
        .orElseThrow(() ->
            new CannotStart(
                "a server or command works in " + folder + "; stop it, then try again"));
  }

  public static <T> T on(Path folder, SealpostConfig config, Function<Operations, T> operation) {
    DataDirectory data = DataDirectory.open(folder);
    long end = System.nanoTime() + PATIENCE.toNanos();
    do {
      Optional<Operations> running = RunningServer.find(data);
      if (running.isPresent()) {
        return operation.apply(running.get());
      }
      Optional<StoppedServer> stopped = StoppedServer.take(config, data);
      if (stopped.isPresent()) {
        try (StoppedServer server = stopped.get()) {
          return operation.apply(server);
        }
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    } while (System.nanoTime() < end);
    throw new CannotStart(
        "the data folder "
            + folder
            + " is in use by a process that does not answer; wait until it has started or stopped,"
            + " or end it");
  }
}
