package org.sealpost.storage.postgres;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.sealpost.storage.Storage;
import org.sealpost.storage.tck.rates.Rates;
import org.sealpost.testing.postgres.PostgresServer;

/// Not a test: prints the figures of the module's README. Arguments: a folder on the disk that is
/// to be measured, and seconds for each row.
public final class Measure {
  private static final int INBOXES = 1_000;
  private static final int BACKLOG = 10_000;

  private Measure() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    Duration each = Duration.ofSeconds(Long.parseLong(arguments[1]));
    Path data = Files.createTempDirectory(folder, "measure").resolve("data");
    try (PostgresServer server = PostgresServer.create(data)) {
      server.start(Map.of("shared_buffers", "256MB", "max_wal_size", "4GB"));
      try (Storage storage =
          PostgresStorage.open(PostgresConfig.at(server.url("postgres"), PostgresServer.USER))) {
        Rates.print(storage, INBOXES, BACKLOG, each, System.out);
      }
    }
  }
}
