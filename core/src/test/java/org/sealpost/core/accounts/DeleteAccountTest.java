package org.sealpost.core.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sealpost.audit.events.Actor;
import org.sealpost.core.RecordedEvents;
import org.sealpost.core.TestClient;
import org.sealpost.core.TestCore;
import org.sealpost.core.devices.LinkOutcome;
import org.sealpost.protocol.BasicCredentials;
import org.sealpost.protocol.IdentityType;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.datakeys.KeyOwner;
import org.sealpost.storage.inboxes.AppendOutcome;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.tck.faults.Fault;
import org.sealpost.storage.tck.faults.FaultPlan;

class DeleteAccountTest {
  @TempDir private Path folder;
  private final TestClient alice = new TestClient("+15550001111");
  private TestCore core;

  @BeforeEach
  void open() {
    core = new TestCore(folder);
  }

  @AfterEach
  void close() {
    core.close();
  }

  private static List<InboxId> inboxes(Account account) {
    return account.devices().stream().map(Device::inbox).toList();
  }

  @Test
  void whatWasTheAccountsIsGoneAtOnce() {
    Account registered = alice.register(core);
    core.linkDevice.link(alice.link(alice.linkCode(core, registered)));
    core.publishPreKeys.publish(
        alice.primary(core, registered),
        IdentityType.ACI,
        alice.oneTimeKeys(IdentityType.ACI, 1, 2, 2));
    Account account = core.accounts.find(registered.aci()).orElseThrow();
    assertThat(account.devices()).hasSize(2);
    assertThat(core.keyring.findKey(account.aci())).isPresent();

    assertThat(core.deleteAccount.delete(primary(account), Actor.PERSON)).isTrue();

    assertThat(core.keyring.findKey(account.aci())).isEmpty();
    assertThat(core.storage.dataKeys().find(new KeyOwner.OfAccount(account.aci()))).isEmpty();
    assertThat(core.accounts.find(account.aci())).isEmpty();
    assertThat(core.accounts.find(account.pni())).isEmpty();
    assertThat(core.accounts.findByNumber(alice.number)).isEmpty();
    assertThat(
            core.authentication.device(
                new BasicCredentials(account.aci().text(), TestClient.PASSWORD)))
        .isEmpty();
    assertThat(core.retired).containsExactlyInAnyOrderElementsOf(inboxes(account));
    assertThat(core.deleteAccount.delete(primary(account), Actor.PERSON)).isFalse();
    assertThat(core.deleteAccount.delete(alice.number, Actor.ADMINISTRATOR)).isFalse();
  }

  @Test
  void theNumberIsFreeAndItsNextAccountHasTheAciAndNothingElse() {
    Account former = alice.register(core);
    String code = alice.linkCode(core, former);
    assertThat(core.deleteAccount.delete(alice.number, Actor.ADMINISTRATOR)).isTrue();
    assertThat(core.linkDevice.link(alice.link(code))).isEqualTo(new LinkOutcome.CodeRefused());

    core.clock.advance(Duration.ofSeconds(1));
    Account next = alice.register(core);

    assertThat(next.aci()).isEqualTo(former.aci());
    assertThat(next.pseudonym()).isNotEqualTo(former.pseudonym());
    assertThat(
            core.storage
                .formerAccounts()
                .find(core.hashes.number(alice.number), core.clock.instant()))
        .as("kept until the number has an account")
        .isEmpty();
    assertThat(core.linkDevice.link(alice.link(code))).isEqualTo(new LinkOutcome.CodeRefused());
  }

  @Test
  void aDeviceThatIsOverEndsNothing() {
    AuthenticatedDevice over = primary(alice.register(core));
    core.clock.advance(Duration.ofSeconds(1));
    Account next = alice.register(core);

    assertThat(core.deleteAccount.delete(over, Actor.PERSON)).isFalse();
    assertThat(core.accounts.refresh(next.aci())).hasValue(next);
  }

  /// What was known or decided of the former account must not be taken for the next one's.
  @Test
  void theVersionsOfAnAciThatComesBackGoOn() {
    Account registered = alice.register(core);
    core.linkDevice.link(alice.link(alice.linkCode(core, registered)));
    Account former = core.accounts.find(registered.aci()).orElseThrow();
    core.deleteAccount.delete(alice.number, Actor.PERSON);
    core.clock.advance(Duration.ofSeconds(1));

    Account next = alice.register(core);

    assertThat(next.aci()).isEqualTo(former.aci());
    assertThat(next.version()).isGreaterThan(former.version());
    assertThat(next.devicesVersion().value()).isGreaterThan(former.devicesVersion().value());
    assertThat(core.accounts.refresh(next.aci())).hasValue(next);
    assertThat(core.storage.inboxes().append(former.aci(), former.devicesVersion(), List.of()))
        .isEqualTo(new AppendOutcome.DevicesChanged());
  }

  @Test
  void whatIsKeptOfItCanBeForgottenEarly() {
    Account former = alice.register(core);
    assertThat(core.former.forget(alice.number)).as("it lives").isFalse();
    core.deleteAccount.delete(alice.number, Actor.PERSON);
    core.clock.advance(Duration.ofSeconds(1));

    assertThat(core.former.forget(alice.number)).isTrue();
    assertThat(core.former.forget(alice.number)).isFalse();

    assertThat(alice.register(core).aci()).isNotEqualTo(former.aci());
    RecordedEvents events = RecordedEvents.of(core);
    assertThat(events.types()).filteredOn("account.forgotten"::equals).hasSize(1);
    assertThat(events.last("account.forgotten", "by")).contains("administrator");
  }

  /// Of a server that kept them until it was told not to.
  @Test
  void whereNothingIsToBeKeptWhatIsKeptIsPassedOver() {
    Account former = alice.register(core);
    core.deleteAccount.delete(alice.number, Actor.PERSON);
    assertThat(core.former.find(alice.number).map(FormerAccounts.Former::aci))
        .contains(former.aci());
    assertThat(none().find(alice.number)).isEmpty();
  }

  private FormerAccounts none() {
    return new FormerAccounts(
        core.storage.formerAccounts(),
        core.keyring,
        core.hashes,
        Duration.ZERO,
        core.clock,
        core.audit);
  }

  @Test
  void afterAMonthTheAciIsForgotten() {
    Account former = alice.register(core);
    core.deleteAccount.delete(alice.number, Actor.PERSON);
    core.clock.advance(Duration.ofDays(30));

    assertThat(alice.register(core).aci()).isNotEqualTo(former.aci());
  }

  @Test
  void whereNothingIsKeptTheNextAccountIsAnother() {
    Account former = alice.register(core);
    new DeleteAccount(core.accounts, core.sessions, none(), core.retired::addAll, core.audit)
        .delete(alice.number, Actor.PERSON);
    core.clock.advance(Duration.ofSeconds(1));

    assertThat(alice.register(core).aci()).isNotEqualTo(former.aci());
  }

  /// One that registered the account, and one that was verified beside it.
  @Test
  void sessionsThatWereVerifiedBeforeLetNobodyIn() {
    String used = alice.verify(core).id();
    core.register.register(alice.registration(used));
    core.clock.advance(Duration.ofSeconds(1));
    String unused = alice.verify(core).id();

    for (int times = 0; times < 2; times++) {
      core.clock.advance(Duration.ofMinutes(20));
      if (times == 1) {
        TestClient.registered(core.register.register(alice.registration(alice.verify(core).id())));
      }
      assertThat(core.deleteAccount.delete(alice.number, Actor.ADMINISTRATOR)).isTrue();
      core.clock.advance(Duration.ofMinutes(1));
      for (String session : List.of(used, unused)) {
        assertThat(core.register.register(alice.registration(session)))
            .isEqualTo(new RegistrationOutcome.SessionNotVerified());
      }
    }
    TestClient.registered(core.register.register(alice.registration(alice.verify(core).id())));
  }

  /// Sessions are bounded, oldest first: a session must go before what ends it.
  @Test
  void aCrowdOfSessionsDoesNotBringOneBack() {
    alice.register(core);
    core.deleteAccount.delete(alice.number, Actor.ADMINISTRATOR);
    core.clock.advance(Duration.ofSeconds(1));
    String unused = alice.verify(core).id();
    alice.register(core);
    core.clock.advance(Duration.ofSeconds(1));
    core.deleteAccount.delete(alice.number, Actor.ADMINISTRATOR);
    core.clock.advance(Duration.ofSeconds(1));

    for (int crowd = 0; crowd < 10; crowd++) {
      core.sessions.open(new PhoneNumber("+15550007777"), "198.51.100." + crowd);
      assertThat(core.register.register(alice.registration(unused)))
          .as(crowd + " others")
          .isEqualTo(new RegistrationOutcome.SessionNotVerified());
    }
  }

  /// What is kept of the end is found whenever a session of before may still live.
  @Test
  void soItIsAsLongAsSuchASessionLives() {
    for (int minutes = 0; minutes < 60; minutes += 7) {
      String session = alice.verify(core).id();
      TestClient.registered(core.register.register(alice.registration(session)));
      core.deleteAccount.delete(alice.number, Actor.ADMINISTRATOR);
      core.clock.advance(Duration.ofMinutes(minutes));
      assertThat(core.register.register(alice.registration(session)))
          .as(minutes + " minutes later")
          .isEqualTo(new RegistrationOutcome.SessionNotVerified());
      core.clock.advance(Duration.ofMinutes(13));
    }
  }

  @ParameterizedTest
  @EnumSource
  void whenItIsNotKnownWhetherItEndedTheDevicesMustAskAgain(Fault fault) {
    Account account = alice.register(core);
    assertThat(core.keyring.findKey(account.aci())).isPresent();
    core.storage.plan(FaultPlan.next("delete", fault));

    assertThatThrownBy(() -> core.deleteAccount.delete(primary(account), Actor.PERSON))
        .isInstanceOf(StorageUnavailable.class);

    assertThat(core.retired).containsExactlyElementsOf(inboxes(account));
    boolean still = fault == Fault.BEFORE;
    assertThat(core.accounts.find(account.aci()).isPresent()).isEqualTo(still);
    assertThat(core.keyring.findKey(account.aci()).isPresent()).isEqualTo(still);
    assertThat(core.deleteAccount.delete(primary(account), Actor.PERSON)).isEqualTo(still);
    assertThat(core.accounts.find(account.aci())).isEmpty();
  }

  private static AuthenticatedDevice primary(Account account) {
    return new AuthenticatedDevice(account, account.device(1).orElseThrow());
  }
}
