package org.sealpost.core.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sealpost.core.Races;
import org.sealpost.core.TestClient;
import org.sealpost.core.TestCore;
import org.sealpost.core.accounts.RegistrationOutcome.NumberMismatch;
import org.sealpost.core.accounts.RegistrationOutcome.PasswordTooShort;
import org.sealpost.core.accounts.RegistrationOutcome.Registered;
import org.sealpost.core.accounts.RegistrationOutcome.SessionNotVerified;
import org.sealpost.core.accounts.RegistrationOutcome.SignatureInvalid;
import org.sealpost.core.prekeys.DevicePreKeys;
import org.sealpost.protocol.BasicCredentials;
import org.sealpost.protocol.IdentityType;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.tck.faults.Fault;
import org.sealpost.storage.tck.faults.FaultPlan;

class RegisterAccountTest {
  @TempDir Path folder;
  private TestCore core;
  private final TestClient alice = new TestClient("+15550001111");

  @BeforeEach
  void open() {
    core = new TestCore(folder);
  }

  @AfterEach
  void close() {
    core.close();
  }

  @Test
  void aNewNumberGetsAnAccountThatLastsBeyondARestart() {
    Registered registered =
        TestClient.registered(core.register.register(alice.registration(alice.verify(core).id())));
    Account account = registered.account();

    assertThat(registered.reregistration()).isFalse();
    assertThat(registered.storageCapable()).isFalse();
    assertThat(account.pni()).isEqualTo(core.hashes.numberIdentity(alice.number));
    assertThat(core.accounts.find(account.aci())).contains(account);
    assertThat(core.accounts.find(account.pni())).contains(account);
    assertThat(core.accounts.refresh(account.aci())).contains(account);
    core.close();
    core = TestCore.again(folder);
    assertThat(core.accounts.find(account.aci())).contains(account);
    assertThat(core.accounts.find(account.pni())).contains(account);
    assertThat(core.accounts.findByNumber(alice.number)).contains(account);
  }

  @Test
  void registeringAgainKeepsTheIdsAndNothingElse() {
    Account before = alice.register(core);
    core.linkDevice.link(alice.link(alice.linkCode(core, before)));
    before = core.accounts.find(before.aci()).orElseThrow();
    List<InboxId> inboxes = before.devices().stream().map(Device::inbox).toList();
    TestClient reinstalled = new TestClient(alice.number.e164());

    Registered registered =
        TestClient.registered(
            core.register.register(
                reinstalled.registration(
                    reinstalled.verify(core).id(),
                    "another long password",
                    TestClient.attributes(),
                    reinstalled.preKeys())));
    Account after = registered.account();

    assertThat(registered.reregistration()).isTrue();
    assertThat(registered.storageCapable()).isTrue();
    assertThat(after.aci()).isEqualTo(before.aci());
    assertThat(after.pni()).isEqualTo(before.pni());
    assertThat(after.aciIdentityKey()).isEqualTo(TestClient.key(reinstalled.aciIdentity));
    assertThat(after.devices()).hasSize(1);
    assertThat(inboxes).hasSize(2).doesNotContain(after.devices().getFirst().inbox());
    assertThat(core.retired).containsExactlyInAnyOrderElementsOf(inboxes);
    assertThat(after.devicesVersion().value()).isGreaterThan(before.devicesVersion().value());
    assertThat(core.storage.inboxes().abandoned(10)).containsAll(inboxes);
    assertThat(authenticates(before, TestClient.PASSWORD)).isFalse();
    assertThat(authenticates(after, "another long password")).isTrue();
  }

  @Test
  void refusalsComeInTheWiresOrder() {
    VerificationSession unverified = core.sessions.open(alice.number, "192.0.2.1");
    TestClient stranger = new TestClient("+15550002222");
    DevicePreKeys foreign = stranger.preKeys();

    assertThat(register(unverified.id(), "fifteen charact", foreign))
        .isInstanceOf(PasswordTooShort.class);
    assertThat(register(unverified.id(), TestClient.PASSWORD, foreign))
        .isInstanceOf(SignatureInvalid.class);
    assertThat(register(unverified.id(), TestClient.PASSWORD, alice.preKeys()))
        .isInstanceOf(SessionNotVerified.class);
    assertThat(register("no session at all", TestClient.PASSWORD, alice.preKeys()))
        .isInstanceOf(SessionNotVerified.class);
    assertThat(register(stranger.verify(core).id(), TestClient.PASSWORD, alice.preKeys()))
        .isInstanceOf(NumberMismatch.class);
    assertThat(core.accounts.findByNumber(alice.number)).isEmpty();
  }

  @Test
  void everyOneOfTheFourKeysIsChecked() {
    String session = alice.verify(core).id();
    DevicePreKeys good = alice.preKeys();
    TestClient stranger = new TestClient("+15550002222");

    for (DevicePreKeys bad :
        List.of(
            new DevicePreKeys(
                stranger.ec(IdentityType.ACI, 1),
                good.aciLastResort(),
                good.pniSigned(),
                good.pniLastResort()),
            new DevicePreKeys(
                good.aciSigned(),
                stranger.kyber(IdentityType.ACI, 1),
                good.pniSigned(),
                good.pniLastResort()),
            new DevicePreKeys(
                good.aciSigned(),
                good.aciLastResort(),
                stranger.ec(IdentityType.PNI, 1),
                good.pniLastResort()),
            new DevicePreKeys(
                good.aciSigned(),
                good.aciLastResort(),
                good.pniSigned(),
                stranger.kyber(IdentityType.PNI, 1)),
            new DevicePreKeys(
                good.pniSigned(), good.aciLastResort(), good.aciSigned(), good.pniLastResort()),
            new DevicePreKeys(
                good.aciLastResort(), good.aciSigned(), good.pniSigned(), good.pniLastResort()))) {
      assertThat(register(session, TestClient.PASSWORD, bad)).isInstanceOf(SignatureInvalid.class);
    }
  }

  @Test
  void aSessionIsOverAfterAnHour() {
    String session = alice.verify(core).id();
    core.clock.advance(Duration.ofMinutes(61));

    assertThat(register(session, TestClient.PASSWORD, alice.preKeys()))
        .isInstanceOf(SessionNotVerified.class);
  }

  @Test
  void aSessionDoesNotTakeBackANumberThatSomebodyElseRegisteredSince() {
    String former = alice.verify(core).id();
    alice.register(core);
    core.clock.advance(Duration.ofSeconds(1));
    Account taken = TestClient.registered(takeOver()).account();

    assertThat(register(former, TestClient.PASSWORD, alice.preKeys()))
        .isInstanceOf(SessionNotVerified.class);
    assertThat(core.accounts.findByNumber(alice.number)).contains(taken);
  }

  @Test
  void aSessionThatWasVerifiedBeforeALaterRegistrationIsUsedUp() {
    String unused = alice.verify(core).id();
    core.clock.advance(Duration.ofSeconds(1));
    Account taken = TestClient.registered(takeOver()).account();

    assertThat(register(unused, TestClient.PASSWORD, alice.preKeys()))
        .isInstanceOf(SessionNotVerified.class);
    assertThat(core.accounts.findByNumber(alice.number)).contains(taken);
  }

  @Test
  void whoLostTheAnswerRepeatsTheRequest() {
    VerificationSession session = alice.verify(core);
    core.clock.advance(Duration.ofSeconds(1));
    Registration request = alice.registration(session.id());
    Account first = TestClient.registered(core.register.register(request)).account();
    Account second = TestClient.registered(core.register.register(request)).account();

    assertThat(second.aci()).isEqualTo(first.aci());
    assertThat(authenticates(second, TestClient.PASSWORD)).isTrue();
  }

  @Test
  void aSessionIsNotShownAfterItsRegistration() {
    String session = alice.verify(core).id();
    TestClient.registered(core.register.register(alice.registration(session)));

    assertThat(core.sessions.find(session)).isEmpty();
    assertThat(core.sessions.requestCode(session))
        .isInstanceOf(CodeRequestOutcome.UnknownSession.class);
    assertThat(core.sessions.submitCode(session, "0000000000"))
        .isInstanceOf(CodeSubmissionOutcome.UnknownSession.class);
  }

  @ParameterizedTest
  @EnumSource
  void whenNobodyKnowsWhetherItWasWrittenTheDevicesAuthenticateAgain(Fault fault) {
    Account before = alice.register(core);
    core.clock.advance(Duration.ofSeconds(1));
    VerificationSession session = alice.verify(core);
    core.storage.plan(FaultPlan.next("update", fault));

    assertThatThrownBy(() -> core.register.register(alice.registration(session.id())))
        .isInstanceOf(StorageUnavailable.class);

    assertThat(core.retired).containsExactly(before.devices().getFirst().inbox());
    Account after = core.accounts.find(before.aci()).orElseThrow();
    assertThat(after).isEqualTo(core.accounts.refresh(before.aci()).orElseThrow());
    assertThat(after.equals(before)).isEqualTo(fault == Fault.BEFORE);
  }

  private RegistrationOutcome takeOver() {
    TestClient mallory = new TestClient(alice.number.e164());
    return core.register.register(
        mallory.registration(
            mallory.verify(core).id(),
            "another long password",
            TestClient.attributes(),
            mallory.preKeys()));
  }

  @Test
  void registeringANumberAtOnceLeavesOneAccountWithOneDevice() throws Exception {
    String session = alice.verify(core).id();
    List<Callable<RegistrationOutcome>> callers =
        IntStream.range(0, 8)
            .<Callable<RegistrationOutcome>>mapToObj(
                i -> () -> core.register.register(alice.registration(session)))
            .toList();

    List<Registered> outcomes = Races.run(callers).stream().map(TestClient::registered).toList();

    assertThat(outcomes).filteredOn(outcome -> !outcome.reregistration()).hasSize(1);
    assertThat(outcomes).extracting(outcome -> outcome.account().aci()).containsOnly(aci());
    Account account = core.accounts.refresh(aci()).orElseThrow();
    assertThat(account.devices()).hasSize(1);
    assertThat(core.accounts.find(aci())).contains(account);
    assertThat(core.retired).hasSize(7).doesNotContain(account.devices().getFirst().inbox());
  }

  @Test
  void whatIsUnknownOfCapabilitiesIsNotKept() {
    Account account =
        TestClient.registered(
                core.register.register(
                    alice.registration(
                        alice.verify(core).id(),
                        TestClient.PASSWORD,
                        TestClient.attributes(Set.of("ssre2", "teleportation")),
                        alice.preKeys())))
            .account();

    assertThat(account.devices().getFirst().capabilities()).containsExactly("ssre2");
  }

  private Aci aci() {
    return core.accounts.findByNumber(alice.number).orElseThrow().aci();
  }

  private boolean authenticates(Account account, String password) {
    Optional<AuthenticatedDevice> device =
        core.authentication.device(new BasicCredentials(account.aci().text(), password));
    return device.isPresent();
  }

  private RegistrationOutcome register(String session, String password, DevicePreKeys keys) {
    return core.register.register(
        alice.registration(session, password, TestClient.attributes(), keys));
  }
}
