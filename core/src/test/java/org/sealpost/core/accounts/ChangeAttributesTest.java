package org.sealpost.core.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.core.TestClient;
import org.sealpost.core.TestCore;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.SecretBytes;

class ChangeAttributesTest {
  @TempDir Path folder;
  private TestCore core;
  private final TestClient alice = new TestClient("+15550001111");
  private Account account;

  @BeforeEach
  void register() {
    core = new TestCore(folder);
    account = alice.register(core);
  }

  @AfterEach
  void close() {
    core.close();
  }

  @Test
  void changesDeviceAndAccountButNoRegistrationId() {
    SecretBytes key = SecretBytes.wrap(new byte[16]);
    Attributes changed = attributes(Optional.of("lock"), Optional.of(key), Optional.of("recovery"));

    core.changeAttributes.change(alice.primary(core, account), changed);

    Account after = core.accounts.refresh(account.aci()).orElseThrow();
    Device device = after.devices().getFirst();
    assertThat(after.accessKey()).contains(key);
    assertThat(after.discoverable()).isFalse();
    assertThat(after.registrationLock()).isPresent();
    assertThat(after.recoveryPassword()).isPresent();
    assertThat(after.devicesVersion()).isEqualTo(account.devicesVersion());
    assertThat(device.registrationId()).isEqualTo(1234);
    assertThat(device.pniRegistrationId()).isEqualTo(4321);
    assertThat(device.name()).contains(Bytes.wrap(new byte[] {9}));
    assertThat(device.fetchesMessages()).isFalse();
    assertThat(device.capabilities()).containsExactly("deleteSync");
  }

  @Test
  void theSameAgainWritesNothing() {
    Attributes changed = attributes(Optional.of("lock"), Optional.empty(), Optional.of("recovery"));
    core.changeAttributes.change(alice.primary(core, account), changed);
    Account once = core.accounts.refresh(account.aci()).orElseThrow();

    core.changeAttributes.change(alice.primary(core, account), changed);

    assertThat(core.accounts.refresh(account.aci())).contains(once);
  }

  @Test
  void anAbsentLockIsClearedAndAnAbsentRecoveryPasswordStays() {
    core.changeAttributes.change(
        alice.primary(core, account),
        attributes(Optional.of("lock"), Optional.empty(), Optional.of("recovery")));
    core.changeAttributes.change(
        alice.primary(core, account),
        attributes(Optional.empty(), Optional.empty(), Optional.empty()));

    Account after = core.accounts.refresh(account.aci()).orElseThrow();
    assertThat(after.registrationLock()).isEmpty();
    assertThat(after.recoveryPassword()).isPresent();
  }

  @Test
  void aDeviceThatIsOverChangesNothing() {
    AuthenticatedDevice before = alice.primary(core, account);
    Account registeredAgain = alice.register(core);

    assertThat(
            core.changeAttributes.change(
                before, attributes(Optional.of("lock"), Optional.empty(), Optional.empty())))
        .isInstanceOf(ChangeAttributesOutcome.DeviceGone.class);
    assertThat(core.accounts.refresh(account.aci())).contains(registeredAgain);
  }

  private static Attributes attributes(
      Optional<String> lock, Optional<SecretBytes> accessKey, Optional<String> recovery) {
    return new Attributes(
        99,
        98,
        false,
        lock.map(ChangeAttributesTest::secret),
        accessKey,
        false,
        false,
        Set.of("deleteSync"),
        Optional.of(Bytes.wrap(new byte[] {9})),
        recovery.map(ChangeAttributesTest::secret));
  }

  private static SecretBytes secret(String text) {
    return SecretBytes.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }
}
