package org.sealpost.storage.sqlite;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.sealpost.storage.Storage;
import org.sealpost.storage.tck.rates.Rates;

/// Not a test: prints the figures of the module's README. Arguments: a folder on the disk that is
/// to be measured, and seconds for each row.
public final class Measure {
  static final int INBOXES = 1_000;
  private static final int BACKLOG = 10_000;

  private Measure() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    Duration each = Duration.ofSeconds(Long.parseLong(arguments[1]));
    Path file = Files.createTempDirectory(folder, "measure").resolve("sealpost.db");
    try (Storage storage = SqliteStorage.open(SqliteConfig.at(file))) {
      Rates.print(storage, INBOXES, BACKLOG, each, System.out);
    }
    BareLoop.print(file, each, System.out);
  }
}
