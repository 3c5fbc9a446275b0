package org.sealpost.core.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.core.TestClient;
import org.sealpost.core.TestCore;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.limits.RateLimit;
import org.sealpost.protocol.SecretBytes;

/// A stock of one-time prekeys is not emptied with an access key, from however many addresses: the
/// core knows none.
class PreKeyStockTest {
  @TempDir private Path folder;

  @Test
  void theTargetsOwnBucketIsSmallerThanAStockAndStrangersDoNotUseItUp() {
    try (TestCore core = new TestCore(folder)) {
      TestClient client = new TestClient("+15550001111");
      Account alice = client.register(core);
      Optional<SecretBytes> key = alice.accessKey();
      Optional<SecretBytes> wrong = Optional.of(SecretBytes.wrap(new byte[16]));
      int burst = RateLimit.ANONYMOUS_PRE_KEYS_TARGET.standard().burst();
      assertThat(burst).isLessThan(100);
      for (int i = 0; i < burst; i++) {
        assertThat(fetch(core, alice, wrong)).isEqualTo(new FetchOutcome.Unauthorized());
        assertThat(fetch(core, alice, key)).isInstanceOf(FetchOutcome.Fetched.class);
      }

      assertThat(fetch(core, alice, key)).isInstanceOf(FetchOutcome.TooOften.class);
      assertThat(
              core.fetchPreKeys.fetch(
                  Optional.of(client.primary(core, alice)),
                  Optional.empty(),
                  alice.aci(),
                  OptionalInt.empty()))
          .isInstanceOf(FetchOutcome.Fetched.class);
    }
  }

  private static FetchOutcome fetch(TestCore core, Account target, Optional<SecretBytes> key) {
    return core.fetchPreKeys.fetch(Optional.empty(), key, target.aci(), OptionalInt.empty());
  }
}
