package org.sealpost.core.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.core.TestClient;
import org.sealpost.core.TestCore;
import org.sealpost.protocol.BasicCredentials;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.tck.faults.Fault;
import org.sealpost.storage.tck.faults.FaultPlan;

class AuthenticationTest {
  private static final Instant LAST_SECOND = Instant.parse("2026-11-25T23:59:59Z");

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
  void thePrimaryIsNamedWithAndWithoutItsDeviceId() {
    String aci = account.aci().text();

    assertThat(authenticate(aci, TestClient.PASSWORD)).isPresent();
    assertThat(authenticate(aci + ".1", TestClient.PASSWORD)).isPresent();
    assertThat(authenticate(aci.toUpperCase(Locale.ROOT), TestClient.PASSWORD)).isPresent();
  }

  @Test
  void whoeverIsNotADeviceIsRefused() {
    String aci = account.aci().text();

    for (String username :
        List.of(
            aci + ".2",
            aci + ".0",
            aci + ".128",
            aci + ".01",
            aci + ".999999999999",
            aci + ".",
            aci + ".1.1",
            aci + " ",
            account.pni().text(),
            account.pni().uuid().toString(),
            UUID.randomUUID().toString(),
            "+15550001111",
            "-".repeat(36),
            "")) {
      assertThat(authenticate(username, TestClient.PASSWORD)).as(username).isEmpty();
    }
    assertThat(authenticate(aci, TestClient.PASSWORD + " ")).isEmpty();
    assertThat(authenticate(aci, "")).isEmpty();
  }

  @Test
  void theDayOfTheLastVisitIsWrittenOnceADay() {
    long version = core.accounts.find(account.aci()).orElseThrow().version();
    authenticate(account.aci().text(), TestClient.PASSWORD);
    assertThat(current().version()).isEqualTo(version);
    core.clock.advance(Duration.ofDays(1));

    Optional<AuthenticatedDevice> device = authenticate(account.aci().text(), TestClient.PASSWORD);
    authenticate(account.aci().text(), TestClient.PASSWORD);

    assertThat(current().version()).isEqualTo(version + 1);
    assertThat(current().devicesVersion()).isEqualTo(account.devicesVersion());
    assertThat(current().devices().getFirst().lastSeen()).isEqualTo(LocalDate.of(2026, 11, 24));
    assertThat(device.map(AuthenticatedDevice::account)).contains(current());
  }

  @Test
  void aWrongPasswordIsNoVisit() {
    core.clock.advance(Duration.ofDays(1));
    authenticate(account.aci().text(), "a wrong but long password");

    assertThat(current().version()).isEqualTo(account.version());
  }

  @Test
  void anOpenSocketsDeviceIsItsIncarnationAlone() {
    AuthenticatedDevice before = alice.primary(core, account);
    assertThat(core.authentication.current(before.address(), before.device().inbox())).isPresent();

    alice.register(core);

    assertThat(core.authentication.current(before.address(), before.device().inbox())).isEmpty();
  }

  /// A lock on the number lives as long as a device was seen lately, and some do nothing but wait.
  @Test
  void aDeviceThatOnlyKeepsItsSocketOpenIsSeenOnceADay() {
    AuthenticatedDevice device = alice.primary(core, account);
    for (int hours = 0; hours < 24 * 8; hours++) {
      core.clock.advance(Duration.ofHours(1));
      core.authentication.present(device.address(), device.device().inbox());
    }

    assertThat(current().version()).isBetween(account.version() + 7, account.version() + 8);
    assertThat(current().devicesVersion()).isEqualTo(account.devicesVersion());
    assertThat(current().devices().getFirst().lastSeen())
        .isAfterOrEqualTo(LocalDate.of(2026, 11, 30));
  }

  @Test
  void whatCouldNotBeNotedIsToBeToldAgain() {
    AuthenticatedDevice device = alice.primary(core, account);
    // The last second of a day: whatever its moment is, it has come.
    core.clock.advance(Duration.between(core.clock.instant(), LAST_SECOND));
    core.storage.plan(FaultPlan.next("update", Fault.BEFORE));

    assertThat(core.authentication.present(device.address(), device.device().inbox())).isFalse();
    assertThat(core.authentication.present(device.address(), device.device().inbox())).isTrue();
    alice.register(core);
    assertThat(core.authentication.present(device.address(), device.device().inbox()))
        .as("nobody, and nothing to come back for")
        .isTrue();
  }

  @Test
  void theAccessKeyLetsAnybodyInToTheAciAlone() {
    Optional<SecretBytes> key = account.accessKey();
    AnonymousAccess access = core.anonymousAccess;

    assertThat(access.check(account.aci(), key)).contains(account);
    assertThat(access.check(account.aci(), Optional.empty())).isEmpty();
    assertThat(access.check(account.aci(), Optional.of(SecretBytes.wrap(new byte[16])))).isEmpty();
    assertThat(access.check(account.aci(), Optional.of(SecretBytes.wrap(new byte[0])))).isEmpty();
    assertThat(access.check(account.pni(), key)).isEmpty();
    assertThat(
            access.check(new Aci(UUID.randomUUID()), Optional.of(SecretBytes.wrap(new byte[16]))))
        .isEmpty();
  }

  @Test
  void anAccountWithoutAnAccessKeyLetsNobodyInUnlessUnrestricted() {
    SecretBytes zeros = SecretBytes.wrap(new byte[16]);
    change(Optional.empty(), false);
    assertThat(core.anonymousAccess.check(account.aci(), Optional.of(zeros))).isEmpty();

    change(Optional.empty(), true);
    assertThat(core.anonymousAccess.check(account.aci(), Optional.of(zeros))).isPresent();
    assertThat(core.anonymousAccess.check(account.aci(), Optional.empty())).isEmpty();
  }

  private void change(Optional<SecretBytes> accessKey, boolean unrestricted) {
    Attributes some = TestClient.attributes();
    core.changeAttributes.change(
        alice.primary(core, account),
        new Attributes(
            some.registrationId(),
            some.pniRegistrationId(),
            true,
            Optional.empty(),
            accessKey,
            unrestricted,
            true,
            some.capabilities(),
            some.name(),
            Optional.empty()));
  }

  private Account current() {
    return core.accounts.refresh(account.aci()).orElseThrow();
  }

  private Optional<AuthenticatedDevice> authenticate(String username, String password) {
    return core.authentication.device(new BasicCredentials(username, password));
  }
}
