package org.sealpost.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.bench.load.SendTemplate;
import org.sealpost.protocol.ServiceId;

/// The generator against the echo: every frame that left came back whole.
class LoadTest {
  @TempDir Path folder;

  @Test
  void everySendOfARoundIsAnsweredByItsOwnFrame() throws Exception {
    SplittableRandom random = new SplittableRandom(7);
    try (EchoProcess echo = EchoProcess.start(folder, List.of());
        Load load = new Load(echo.address(), Tls.trusting(echo.trust()), echo.pid())) {
      for (int size : new int[] {1, 1024, 32_768}) {
        load.sender(
            Optional.empty(),
            SendTemplate.to(new ServiceId.Aci(UUID.randomUUID()), 1, size, random),
            4);
      }

      Measured round = load.run(Duration.ofMillis(Long.getLong("bench.millis", 200)));

      assertThat(round.otherStatuses()).isEmpty();
      assertThat(round.perSecond()).isPositive();
      assertThat(round.p99Millis()).isGreaterThanOrEqualTo(round.p50Millis());
    }
  }
}
