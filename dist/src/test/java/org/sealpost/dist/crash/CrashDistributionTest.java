package org.sealpost.dist.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.dist.crash.History.Sent;

/// `kill -9` at random moments during a stream of sends: every send that was answered with 200
/// arrives, in order, at least once; over SQLite, and over PostgreSQL, which is killed with the
/// server now and then. `sealpost.crash.seed` plays a campaign again, `sealpost.crash.kills` sets
/// the length of the long ones.
class CrashDistributionTest {
  private static final Path HOME = Path.of("target/sealpost").toAbsolutePath();
  private static final int KILLS = 20;
  private static final int MANY_KILLS = 200;
  private static final int DATABASE_KILLS = 6;

  @TempDir private Path folder;

  @Test
  void whatWasAnsweredOutlivesTwentyKills() throws Exception {
    play(KILLS, Behind.OwnFile.in(folder));
  }

  @Test
  @Tag("long")
  void whatWasAnsweredOutlivesManyKills() throws Exception {
    play(Integer.getInteger("sealpost.crash.kills", MANY_KILLS), Behind.OwnFile.in(folder));
  }

  @Test
  void overPostgresWhatWasAnsweredOutlivesKills() throws Exception {
    play(DATABASE_KILLS, Behind.Database.start(folder));
  }

  @Test
  @Tag("long")
  void overPostgresWhatWasAnsweredOutlivesManyKills() throws Exception {
    play(Integer.getInteger("sealpost.crash.kills", MANY_KILLS), Behind.Database.start(folder));
  }

  private void play(int kills, Behind behind) throws Exception {
    long seed = Long.getLong("sealpost.crash.seed", new SecureRandom().nextLong());
    try (behind;
        Campaign campaign = new Campaign(HOME, folder.resolve("data"), behind, seed)) {
      History history = campaign.run(kills);
      // ./sealpost test shows lines that begin so.
      System.out.println("figure: " + figures(history, campaign.kills()));
      assertThat(Promises.broken(history)).isEmpty();
    } catch (Exception | AssertionError e) {
      throw new AssertionError(
          "%s%nThe seed was %d: -Dsealpost.crash.seed=%2$d plays it again."
              .formatted(e.getMessage(), seed),
          e);
    }
  }

  private static String figures(History history, int kills) {
    List<Sent> sent = history.sent();
    long offered =
        history.devices().stream()
            .flatMap(device -> device.visits().stream())
            .mapToLong(visit -> visit.offered().size())
            .sum();
    long delivered =
        history.devices().stream()
            .mapToLong(device ->
                device.visits().stream()
                    .flatMap(visit -> visit.offered().stream())
                    .distinct()
                    .count())
            .sum();
    return "%d kills; %d sends answered, %d of them repeated after a kill, %d given up;"
            .formatted(
                kills,
                sent.stream().filter(Sent::answered).count(),
                sent.stream().filter(one -> one.answered() && one.times() > 1).count(),
                sent.stream().filter(one -> !one.answered()).count())
        + " %d envelopes delivered, %d times again, in %d connections"
            .formatted(
                delivered,
                offered - delivered,
                history.devices().stream().mapToInt(device -> device.visits().size()).sum());
  }
}
