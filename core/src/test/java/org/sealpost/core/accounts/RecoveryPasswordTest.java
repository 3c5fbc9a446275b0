package org.sealpost.core.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.audit.events.Actor;
import org.sealpost.core.AccountState;
import org.sealpost.core.RecordedEvents;
import org.sealpost.core.TestClient;
import org.sealpost.core.TestCore;
import org.sealpost.core.accounts.RegistrationOutcome.Locked;
import org.sealpost.core.accounts.RegistrationOutcome.RecoveryRefused;
import org.sealpost.core.accounts.RegistrationOutcome.Registered;
import org.sealpost.core.accounts.RegistrationProof.RecoveryPassword;
import org.sealpost.protocol.SecretBytes;

class RecoveryPasswordTest {
  private static final SecretBytes RIGHT = secret(1);
  private static final SecretBytes WRONG = secret(2);
  private static final SecretBytes LOCK = secret(3);

  @TempDir Path folder;
  private TestCore core;
  private final TestClient alice = new TestClient("+15550001111");
  private final TestClient reinstalled = new TestClient("+15550001111");
  private Account account;

  @BeforeEach
  void register() {
    core = new TestCore(folder);
    account =
        TestClient.registered(
                core.register.register(
                    alice.registration(
                        alice.verify(core).id(),
                        TestClient.PASSWORD,
                        attributes(Optional.empty(), Optional.of(RIGHT)),
                        alice.preKeys())))
            .account();
    core.clock.advance(Duration.ofMinutes(1));
  }

  @AfterEach
  void close() {
    core.close();
  }

  @Test
  void itRegistersTheNumberAgainWithoutAnInvite() {
    Registered again = TestClient.registered(recover(RIGHT, Optional.empty()));

    assertThat(again.reregistration()).isTrue();
    assertThat(again.account().aci()).isEqualTo(account.aci());
    assertThat(again.account().pni()).isEqualTo(account.pni());
    assertThat(again.account().devices()).hasSize(1);
    assertThat(again.account().aciIdentityKey()).isEqualTo(TestClient.key(reinstalled.aciIdentity));
    assertThat(core.retired).containsExactly(account.devices().getFirst().inbox());
    RecordedEvents events = RecordedEvents.of(core);
    assertThat(events.types()).endsWith("account.recovered", "account.identity_key_changed");
    assertThat(events.last("account.recovered", "person")).contains(account.pseudonym().text());
    assertThat(recover(RIGHT, Optional.empty())).as("it stays").isInstanceOf(Registered.class);
  }

  @Test
  void aWrongOneChangesNothing() {
    AccountState before = AccountState.of(core, alice.number);

    assertThat(recover(WRONG, Optional.empty())).isInstanceOf(RecoveryRefused.class);

    assertThat(AccountState.of(core, alice.number)).isEqualTo(before);
    assertThat(core.retired).isEmpty();
  }

  @Test
  void numbersWithoutAnAccountOrWithoutOneAreAnsweredAlike() {
    TestClient stranger = new TestClient("+15550002222");
    assertThat(recover(stranger, RIGHT)).isInstanceOf(RecoveryRefused.class);
    assertThat(core.accounts.findByNumber(stranger.number)).isEmpty();

    TestClient bob = new TestClient("+15550003333");
    bob.register(core);
    AccountState before = AccountState.of(core, bob.number);
    assertThat(recover(bob, RIGHT)).isInstanceOf(RecoveryRefused.class);
    assertThat(AccountState.of(core, bob.number)).isEqualTo(before);
  }

  @Test
  void theLockHoldsItUpToo() {
    core.changeLock.change(alice.primary(core, account), Optional.of(LOCK));
    AccountState before = AccountState.of(core, alice.number);

    assertThat(recover(RIGHT, Optional.empty())).isInstanceOf(Locked.class);
    assertThat(recover(RIGHT, Optional.of(WRONG))).isInstanceOf(Locked.class);
    assertThat(recover(WRONG, Optional.of(LOCK))).isInstanceOf(RecoveryRefused.class);

    assertThat(AccountState.of(core, alice.number)).isEqualTo(before);
    assertThat(recover(RIGHT, Optional.of(LOCK))).isInstanceOf(Registered.class);
  }

  @Test
  void theFormerOwnersEndsWhenTheNumberIsRegisteredByAnInvite() {
    TestClient.registered(
        core.register.register(
            reinstalled.registration(
                reinstalled.verify(core).id(),
                "another long password",
                attributes(Optional.empty(), Optional.empty()),
                reinstalled.preKeys())));

    assertThat(recover(RIGHT, Optional.empty())).isInstanceOf(RecoveryRefused.class);
  }

  @Test
  void attributesReplaceItAndADeletionEndsIt() {
    AuthenticatedDevice primary = alice.primary(core, account);
    core.changeAttributes.change(primary, attributes(Optional.empty(), Optional.of(WRONG)));
    assertThat(recover(RIGHT, Optional.empty())).isInstanceOf(RecoveryRefused.class);
    core.changeAttributes.change(primary, attributes(Optional.empty(), Optional.empty()));
    assertThat(recover(WRONG, Optional.empty())).isInstanceOf(Registered.class);

    core.deleteAccount.delete(account.number(), Actor.PERSON);
    assertThat(recover(WRONG, Optional.empty())).isInstanceOf(RecoveryRefused.class);
    assertThat(core.accounts.findByNumber(alice.number)).isEmpty();
  }

  private RegistrationOutcome recover(SecretBytes password, Optional<SecretBytes> lock) {
    return core.register.register(request(reinstalled, password, lock));
  }

  private RegistrationOutcome recover(TestClient client, SecretBytes password) {
    return core.register.register(request(client, password, Optional.empty()));
  }

  private static Registration request(
      TestClient client, SecretBytes password, Optional<SecretBytes> lock) {
    return TestClient.by(
        new RecoveryPassword(password),
        client.registration(
            "", "another long password", attributes(lock, Optional.empty()), client.preKeys()));
  }

  private static Attributes attributes(
      Optional<SecretBytes> lock, Optional<SecretBytes> recoveryPassword) {
    return TestClient.attributes(Set.of(), lock, recoveryPassword);
  }

  private static SecretBytes secret(int filled) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) filled);
    return SecretBytes.wrap(bytes);
  }
}
