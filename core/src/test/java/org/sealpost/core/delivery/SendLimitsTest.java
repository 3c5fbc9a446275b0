package org.sealpost.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.sealpost.core.ManualClock;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.limits.RateLimit;
import org.sealpost.core.limits.RateLimit.Bucket;
import org.sealpost.core.limits.RateLimits;
import org.sealpost.protocol.Bytes;

class SendLimitsTest {
  private final Account alice = person(1);
  private final Account bob = person(2);
  private final SendLimits limits =
      new SendLimits(
          new RateLimits(
              Map.of(
                  RateLimit.MESSAGES, new Bucket(2, Duration.ofHours(1)),
                  RateLimit.INBOUND, new Bucket(10, Duration.ofHours(1)),
                  RateLimit.STORIES, new Bucket(1, Duration.ofHours(1))),
              100,
              new ManualClock(),
              new SecureRandom()));

  private static Account person(long id) {
    return TestAccounts.account(new UUID(id, id), TestAccounts.device(1, new UUID(id, 7), 5));
  }

  private boolean passes(Optional<Account> from, Account to, int bytes, boolean story) {
    return limits
        .take(
            new Send(
                from.map(one -> new AuthenticatedDevice(one, one.devices().getFirst())),
                to,
                to.aci(),
                1_000,
                false,
                true,
                story,
                List.of(new DeviceMessage(1, 1, 5, Bytes.wrap(new byte[bytes])))))
        .isEmpty();
  }

  @Test
  void aDeviceWritesToAnAccountSoOftenAndSealedSendsHaveNoPair() {
    assertThat(passes(Optional.of(alice), bob, 1, false)).isTrue();
    assertThat(passes(Optional.of(alice), bob, 1, false)).isTrue();
    assertThat(passes(Optional.of(alice), bob, 1, false)).isFalse();

    assertThat(passes(Optional.empty(), bob, 1, false)).isTrue();
    assertThat(passes(Optional.of(bob), alice, 1, false)).isTrue();
  }

  @Test
  void whatADeviceTellsItsSiblingsIsNotCountedByPair() {
    for (int i = 0; i < 5; i++) {
      assertThat(passes(Optional.of(alice), alice, 1, false)).isTrue();
    }
  }

  @Test
  void anAccountIsSentSoMuchByAllTogether() {
    assertThat(passes(Optional.of(alice), bob, 5 * 1024, false)).isTrue();
    assertThat(passes(Optional.empty(), bob, 4 * 1024 + 1, false)).isTrue();
    assertThat(passes(Optional.empty(), bob, 1, false)).isFalse();
    assertThat(passes(Optional.empty(), alice, 1, false)).isTrue();
  }

  @Test
  void storiesAreCountedByRecipient() {
    assertThat(passes(Optional.empty(), bob, 1, true)).isTrue();
    assertThat(passes(Optional.empty(), bob, 1, true)).isFalse();
    assertThat(passes(Optional.empty(), bob, 1, false)).isTrue();
  }
}
