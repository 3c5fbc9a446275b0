package org.sealpost.core.numbers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.audit.events.Actor;
import org.sealpost.core.TestClient;
import org.sealpost.core.TestCore;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.RegistrationOutcome;
import org.sealpost.core.accounts.RegistrationOutcome.Registered;
import org.sealpost.core.accounts.RegistrationOutcome.SessionNotVerified;
import org.sealpost.core.accounts.RegistrationProof.VerifiedSession;
import org.sealpost.core.numbers.ChangeNumberOutcome.NumberRefused;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.tck.faults.Fault;
import org.sealpost.storage.tck.faults.FaultPlan;

/// A verified session is good for one taking of its number, by registration or by a change of
/// number, and for the repeats of that one; within its hour too.
class SpentSessionsTest {
  @TempDir Path folder;
  private TestCore core;
  private final TestClient alice = new TestClient("+15550001111");
  private final TestClient moved = new TestClient("+15550009999");

  @BeforeEach
  void open() {
    core = new TestCore(folder);
  }

  @AfterEach
  void close() {
    core.close();
  }

  @Test
  void theSessionOfAChangeDoesNotTakeTheNumberFromWhomItBroughtItTo() {
    Account account = alice.register(core);
    core.clock.advance(Duration.ofMinutes(1));
    String session = moved.verify(core).id();
    Account after = Mover.moved(core, account, Mover.request(moved, new VerifiedSession(session)));
    core.clock.advance(Duration.ofMinutes(1));

    assertThat(takeOver(session)).isInstanceOf(SessionNotVerified.class);
    assertThat(changeTo(carol(), session)).isInstanceOf(SessionNotVerified.class);
    assertThat(core.accounts.findByNumber(moved.number)).contains(after);
  }

  /// What the first request did not come to do, its repeat does.
  @Test
  void alsoWhenTheAnswerOfTheChangeWasLost() {
    Account account = alice.register(core);
    core.clock.advance(Duration.ofMinutes(1));
    String session = moved.verify(core).id();
    NumberChange request = Mover.request(moved, new VerifiedSession(session));
    core.storage.plan(FaultPlan.next("update", Fault.AFTER));
    assertThatThrownBy(() -> Mover.moved(core, account, request))
        .isInstanceOf(StorageUnavailable.class);

    Account after = Mover.moved(core, account, request);

    assertThat(takeOver(session)).isInstanceOf(SessionNotVerified.class);
    assertThat(core.accounts.findByNumber(moved.number)).contains(after);
  }

  @Test
  void sessionsOfTheNumberLeftBehindLetNobodyIn() {
    String used = alice.verify(core).id();
    Account account =
        TestClient.registered(core.register.register(alice.registration(used))).account();
    core.clock.advance(Duration.ofMinutes(1));
    String unused = alice.verify(core).id();
    Mover.moved(core, account, Mover.request(moved, new VerifiedSession(moved.verify(core).id())));
    core.clock.advance(Duration.ofMinutes(1));

    assertThat(core.register.register(alice.registration(used)))
        .isInstanceOf(SessionNotVerified.class);
    assertThat(core.register.register(alice.registration(unused)))
        .isInstanceOf(SessionNotVerified.class);
    assertThat(core.accounts.findByNumber(alice.number)).isEmpty();
    assertThat(core.register.register(alice.registration(alice.verify(core).id())))
        .as("one that is verified afterwards")
        .isInstanceOf(Registered.class);
  }

  /// By the clock alone the session would be younger than what it made.
  @Test
  void whatWasUsedIsUsedWhateverTheClockSays() {
    String session = moved.verify(core).id();
    core.clock.advance(Duration.ofMinutes(-1));
    Account account =
        TestClient.registered(core.register.register(moved.registration(session))).account();

    assertThat(takeOver(session)).isInstanceOf(SessionNotVerified.class);
    assertThat(changeTo(carol(), session)).isInstanceOf(SessionNotVerified.class);
    assertThat(core.accounts.findByNumber(moved.number)).contains(account);
    assertThat(core.register.register(moved.registration(session)))
        .as("the same request: its answer may have been lost")
        .isInstanceOf(Registered.class);

    core.deleteAccount.delete(moved.number, Actor.PERSON);
    assertThat(takeOver(session)).isInstanceOf(SessionNotVerified.class);
    assertThat(changeTo(carol(), session)).isInstanceOf(SessionNotVerified.class);
    assertThat(core.accounts.findByNumber(moved.number)).isEmpty();
  }

  private RegistrationOutcome takeOver(String session) {
    TestClient mallory = new TestClient(moved.number.e164());
    return core.register.register(
        mallory.registration(
            session, "another long password", TestClient.attributes(), mallory.preKeys()));
  }

  private RegistrationOutcome changeTo(Account account, String session) {
    NumberChange request = Mover.request(moved, new VerifiedSession(session));
    if (Mover.of(core).change(Mover.primary(account), request)
        instanceof NumberRefused(RegistrationOutcome why)) {
      return why;
    }
    throw new AssertionError("not refused");
  }

  /// Somebody else's account.
  private Account carol() {
    TestClient carol = new TestClient("+15550003333");
    return core.accounts.findByNumber(carol.number).orElseGet(() -> carol.register(core));
  }
}
