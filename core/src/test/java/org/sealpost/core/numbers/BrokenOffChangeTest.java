package org.sealpost.core.numbers;

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
import org.sealpost.core.TestClient;
import org.sealpost.core.TestCore;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.RegistrationOutcome.RecoveryRefused;
import org.sealpost.core.accounts.RegistrationOutcome.Registered;
import org.sealpost.core.accounts.RegistrationProof.RecoveryPassword;
import org.sealpost.core.accounts.RegistrationProof.VerifiedSession;
import org.sealpost.core.numbers.ChangeNumberOutcome.NumberRefused;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.tck.faults.Fault;
import org.sealpost.storage.tck.faults.FaultPlan;

/// A change of number ends the number's present account and then moves: two commits. Whoever was
/// cut off between them repeats the request.
class BrokenOffChangeTest {
  private static final SecretBytes RECOVERY = secret("r");
  private static final SecretBytes WRONG = secret("w");

  @TempDir Path folder;
  private TestCore core;
  private final TestClient alice = new TestClient("+15550001111");
  private final TestClient bob = new TestClient("+15550009999");
  private final TestClient carol = new TestClient("+15550003333");
  private Account account;

  @BeforeEach
  void open() {
    core = new TestCore(folder);
    account = alice.register(core);
    Account bobs = bob.register(core);
    core.changeAttributes.change(
        bob.primary(core, bobs),
        TestClient.attributes(Set.of(), Optional.empty(), Optional.of(RECOVERY)));
    core.clock.advance(Duration.ofMinutes(1));
  }

  @AfterEach
  void close() {
    core.close();
  }

  private static SecretBytes secret(String filled) {
    return SecretBytes.wrap(filled.repeat(32).getBytes(StandardCharsets.US_ASCII));
  }

  private NumberChange byRecovery(SecretBytes password) {
    return Mover.request(bob, new RecoveryPassword(password));
  }

  /// Between the commits: the holder is gone, the claimant has not moved.
  private void breakOff(NumberChange request, String call, Fault fault) {
    core.storage.plan(FaultPlan.next(call, fault));
    assertThatThrownBy(() -> Mover.moved(core, account, request))
        .isInstanceOf(StorageUnavailable.class);
    assertThat(core.accounts.findByNumber(bob.number)).isEmpty();
    assertThat(core.accounts.findByNumber(alice.number)).contains(account);
  }

  @Test
  void byTheHoldersRecoveryPasswordItCanBeRepeated() {
    breakOff(byRecovery(RECOVERY), "update", Fault.BEFORE);
    core.close();
    core = TestCore.again(folder);

    Account after = Mover.moved(core, account, byRecovery(RECOVERY));

    assertThat(after.number()).isEqualTo(bob.number);
    assertThat(
            core.storage
                .formerAccounts()
                .find(core.hashes.number(bob.number), core.clock.instant()))
        .as("it went with the change")
        .isEmpty();
  }

  @Test
  void alsoWhenTheAnswerOfTheFirstCommitWasLost() {
    breakOff(byRecovery(RECOVERY), "delete", Fault.AFTER);

    assertThat(Mover.moved(core, account, byRecovery(RECOVERY)).number()).isEqualTo(bob.number);
  }

  @Test
  void byASessionItCanToo() {
    NumberChange request = Mover.request(bob, new VerifiedSession(bob.verify(core).id()));
    breakOff(request, "update", Fault.BEFORE);

    assertThat(Mover.moved(core, account, request).number()).isEqualTo(bob.number);
  }

  @Test
  void whoDidNotBreakOffOrDoesNotKnowThePasswordGetsNothingByIt() {
    Account carols = carol.register(core);
    breakOff(byRecovery(RECOVERY), "update", Fault.BEFORE);

    assertRefused(account, WRONG);
    assertRefused(carols, RECOVERY);
    assertThat(
            core.register.register(
                TestClient.by(new RecoveryPassword(RECOVERY), bob.registration(""))))
        .isInstanceOf(RecoveryRefused.class);
    core.clock.advance(Duration.ofHours(1));
    assertRefused(account, RECOVERY);
    assertThat(core.accounts.findByNumber(bob.number)).isEmpty();
  }

  @Test
  void whoRegistersTheNumberMeanwhileKeepsIt() {
    breakOff(byRecovery(RECOVERY), "update", Fault.BEFORE);
    core.clock.advance(Duration.ofMinutes(1));
    assertThat(core.register.register(bob.registration(bob.verify(core).id())))
        .isInstanceOf(Registered.class);

    assertRefused(account, RECOVERY);
  }

  private void assertRefused(Account caller, SecretBytes password) {
    assertThat(Mover.of(core).change(Mover.primary(caller), byRecovery(password)))
        .isEqualTo(new NumberRefused(new RecoveryRefused()));
  }
}
