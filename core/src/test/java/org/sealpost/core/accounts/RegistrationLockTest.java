package org.sealpost.core.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.core.AccountState;
import org.sealpost.core.RecordedEvents;
import org.sealpost.core.TestClient;
import org.sealpost.core.TestCore;
import org.sealpost.core.accounts.RegistrationOutcome.LockTriedTooOften;
import org.sealpost.core.accounts.RegistrationOutcome.Locked;
import org.sealpost.core.accounts.RegistrationOutcome.Registered;
import org.sealpost.core.accounts.RegistrationOutcome.SessionNotVerified;
import org.sealpost.protocol.IdentityType;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.tck.faults.Fault;
import org.sealpost.storage.tck.faults.FaultPlan;

class RegistrationLockTest {
  private static final SecretBytes LOCK = secret("a".repeat(64));
  private static final SecretBytes OTHER = secret("b".repeat(64));

  @TempDir Path folder;
  private TestCore core;
  private final TestClient alice = new TestClient("+15550001111");
  private final TestClient reinstalled = new TestClient("+15550001111");
  private Account account;

  @BeforeEach
  void registerLocked() {
    core = new TestCore(folder);
    account = alice.register(core);
    core.publishPreKeys.publish(
        alice.primary(core, account),
        IdentityType.ACI,
        alice.oneTimeKeys(IdentityType.ACI, 10, 5, 5));
    core.changeLock.change(alice.primary(core, account), Optional.of(LOCK));
    core.clock.advance(Duration.ofMinutes(1));
  }

  @AfterEach
  void close() {
    core.close();
  }

  @Test
  void withoutTheLockNothingChangesAndTheSessionIsGoodForTheRightOne() {
    String session = reinstalled.verify(core).id();
    AccountState before = AccountState.of(core, alice.number);

    assertThat(register(session, Optional.empty())).isInstanceOf(Locked.class);
    assertThat(register(session, Optional.of(OTHER))).isInstanceOf(Locked.class);

    assertThat(AccountState.of(core, alice.number)).isEqualTo(before);
    assertThat(core.retired).isEmpty();
    assertThat(core.sessions.find(session)).map(VerificationSession::verified).contains(true);
    assertThat(register(session, Optional.of(LOCK))).isInstanceOf(Registered.class);
    assertThat(core.retired).hasSize(1);
  }

  @Test
  void theLockOfTheRequestThatPassedStays() {
    String session = reinstalled.verify(core).id();
    Registration request = request(session, Optional.of(LOCK));
    Account after = TestClient.registered(core.register.register(request)).account();

    assertThat(after.registrationLock()).isPresent();
    assertThat(core.register.register(request)).as("repeated").isInstanceOf(Registered.class);
    core.clock.advance(Duration.ofMinutes(1));
    assertThat(register(reinstalled.verify(core).id(), Optional.empty()))
        .isInstanceOf(Locked.class);
  }

  @Test
  void itEndsSevenDaysAfterADeviceWasSeen() {
    core.clock.advance(Duration.ofDays(7));
    core.clock.advance(Duration.ofHours(14));
    assertThat(register(reinstalled.verify(core).id(), Optional.empty()))
        .isEqualTo(new Locked(Duration.ofMinutes(59)));

    core.clock.advance(Duration.ofMinutes(60));
    String session = reinstalled.verify(core).id();
    assertThat(register(session, Optional.of(OTHER))).isInstanceOf(Registered.class);
    core.clock.advance(Duration.ofMinutes(1));
    assertThat(register(reinstalled.verify(core).id(), Optional.of(LOCK)))
        .as("the new owner's lock holds")
        .isInstanceOf(Locked.class);
  }

  @Test
  void aConnectedDeviceKeepsItAsLongAsItIs() {
    core.connected.add(account.devices().getFirst().inbox());
    core.clock.advance(Duration.ofDays(100));

    assertThat(register(reinstalled.verify(core).id(), Optional.empty()))
        .isEqualTo(new Locked(Duration.ofDays(7)));
    core.connected.clear();
    assertThat(register(reinstalled.verify(core).id(), Optional.empty()))
        .isInstanceOf(Registered.class);
  }

  @Test
  void whoHasNoSessionIsNotToldOfIt() {
    String unverified = core.sessions.open(alice.number, "192.0.2.1").id();

    assertThat(register(unverified, Optional.empty())).isInstanceOf(SessionNotVerified.class);
    assertThat(register(unverified, Optional.of(LOCK))).isInstanceOf(SessionNotVerified.class);
    assertThat(RecordedEvents.of(core).types()).doesNotContain("account.registration_lock_refused");
  }

  @Test
  void locksAreTriedAFewTimesPerNumber() {
    String session = reinstalled.verify(core).id();
    RegistrationOutcome last = register(session, Optional.of(OTHER));
    for (int i = 0; i < 100 && last instanceof Locked; i++) {
      last = register(session, Optional.of(OTHER));
    }
    AccountState before = AccountState.of(core, alice.number);

    assertThat(last).isInstanceOf(LockTriedTooOften.class);
    assertThat(register(session, Optional.of(LOCK)))
        .as("the right one is not compared either")
        .isInstanceOf(LockTriedTooOften.class);
    assertThat(register(session, Optional.empty())).as("asking is").isInstanceOf(Locked.class);
    assertThat(AccountState.of(core, alice.number)).isEqualTo(before);
  }

  @Test
  void settingClearingAndRefusalsAreRecorded() {
    String session = reinstalled.verify(core).id();
    register(session, Optional.empty());
    register(session, Optional.of(OTHER));
    AuthenticatedDevice primary = alice.primary(core, account);
    core.changeLock.change(primary, Optional.of(LOCK));
    core.changeLock.change(primary, Optional.empty());
    core.changeLock.change(primary, Optional.empty());

    RecordedEvents events = RecordedEvents.of(core);
    assertThat(events.types())
        .filteredOn(type -> type.contains("registration_lock"))
        .containsExactly(
            "account.registration_lock_set",
            "account.registration_lock_refused",
            "account.registration_lock_refused",
            "account.registration_lock_cleared");
    assertThat(events.last("account.registration_lock_refused", "given")).contains("true");
    assertThat(events.last("account.registration_lock_refused", "session"))
        .isEqualTo(events.last("invite.used", "session"));
    assertThat(events.last("account.registration_lock_set", "person"))
        .contains(account.pseudonym().text());
  }

  @Test
  void attributesSetAndClearItToo() {
    AuthenticatedDevice primary = alice.primary(core, account);
    core.changeAttributes.change(primary, attributes(Optional.empty()));
    assertThat(current().registrationLock()).isEmpty();
    core.changeAttributes.change(primary, attributes(Optional.of(OTHER)));
    core.changeAttributes.change(primary, attributes(Optional.of(OTHER)));

    assertThat(current().registrationLock()).isPresent();
    assertThat(RecordedEvents.of(core).types())
        .endsWith(
            "account.registration_lock_set",
            "account.registration_lock_cleared",
            "account.registration_lock_set");
  }

  @Test
  void aRefusalThatCannotBeRecordedIsNoAnswer() {
    String session = reinstalled.verify(core).id();
    AccountState before = AccountState.of(core, alice.number);
    core.storage.plan(FaultPlan.next("add", Fault.BEFORE));

    assertThatThrownBy(() -> register(session, Optional.of(OTHER)))
        .isInstanceOf(StorageUnavailable.class);
    assertThat(AccountState.of(core, alice.number)).isEqualTo(before);
  }

  @Test
  void aDeviceThatIsOverChangesNothing() {
    AuthenticatedDevice former = alice.primary(core, account);
    register(reinstalled.verify(core).id(), Optional.of(LOCK));
    AccountState before = AccountState.of(core, alice.number);

    assertThat(core.changeLock.change(former, Optional.empty()))
        .isInstanceOf(ChangeAttributesOutcome.DeviceGone.class);
    assertThat(AccountState.of(core, alice.number)).isEqualTo(before);
  }

  private Account current() {
    return core.accounts.refresh(account.aci()).orElseThrow();
  }

  private RegistrationOutcome register(String session, Optional<SecretBytes> lock) {
    return core.register.register(request(session, lock));
  }

  private Registration request(String session, Optional<SecretBytes> lock) {
    return reinstalled.registration(
        session, "another long password", attributes(lock), reinstalled.preKeys());
  }

  private static Attributes attributes(Optional<SecretBytes> lock) {
    return TestClient.attributes(Set.of(), lock, Optional.empty());
  }

  private static SecretBytes secret(String text) {
    return SecretBytes.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }
}
