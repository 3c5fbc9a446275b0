package org.sealpost.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.storage.Storage;
import org.sealpost.testing.postgres.PostgresServer;

/// `kill -9` of PostgreSQL, all of its processes at once, at random moments under load, and again:
/// the same open store goes on, and nothing that was accepted is lost or out of order.
/// `sealpost.crash.seed` plays the moments again, `sealpost.crash.kills` sets how many there are.
@Timeout(600)
class CrashTest {
  private static final int KILLS = 3;
  private static final int SENDERS = 8;
  private static final int MOST_ACCEPTED = 300;
  private static final int MOST_NANOS = 20_000_000;

  @Test
  void whatWasAcceptedOutlivesKillsOfTheDatabase(@TempDir Path folder) throws Exception {
    long seed = Long.getLong("sealpost.crash.seed", new SecureRandom().nextLong());
    SplittableRandom random = new SplittableRandom(seed);
    int kills = Integer.getInteger("sealpost.crash.kills", KILLS);
    try (PostgresServer server = PostgresServer.create(folder.resolve("data"))) {
      server.start(Map.of());
      PostgresConfig config =
          TestDatabase.create(server)
              .config()
              .withTuning(TestDatabase.tuning(12, 64, Duration.ofSeconds(2)));
      try (Storage storage = PostgresStorage.open(config);
          Traffic traffic = Traffic.start(storage, SENDERS)) {
        for (int i = 0; i < kills; i++) {
          traffic.awaitAccepted(traffic.accepted() + 1 + random.nextInt(MOST_ACCEPTED));
          // Not a wait for anything: the moment of the kill.
          LockSupport.parkNanos(random.nextInt(MOST_NANOS));
          int before = traffic.refused();
          server.kill();
          traffic.awaitRefused(before);
          server.start(Map.of());
        }
        traffic.awaitAccepted(traffic.accepted() + MOST_ACCEPTED);
        traffic.stop();
        System.out.printf("figure: PostgreSQL killed %d times: %s%n", kills, traffic.figures());
        assertThat(traffic.broken()).as("seed %d", seed).isEmpty();
      }
    }
  }
}
