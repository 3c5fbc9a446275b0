package org.sealpost.core.usernames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.audit.events.Actor;
import org.sealpost.core.AccountState;
import org.sealpost.core.RecordedEvents;
import org.sealpost.core.TestClient;
import org.sealpost.core.TestCore;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.accounts.Username;
import org.sealpost.core.usernames.ConfirmOutcome.Confirmed;
import org.sealpost.protocol.Bytes;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.tck.faults.Fault;
import org.sealpost.storage.tck.faults.FaultPlan;

class UsernamesTest {
  private static final Optional<Bytes> CIPHERTEXT = Optional.of(Bytes.wrap(new byte[] {1, 2}));

  @TempDir Path folder;
  private TestCore core;
  private final TestClient alice = new TestClient("+15550001111");
  private final TestClient bob = new TestClient("+15550002222");
  private AuthenticatedDevice hers;
  private AuthenticatedDevice his;

  @BeforeEach
  void register() {
    core = new TestCore(folder);
    hers = alice.primary(core, alice.register(core));
    his = bob.primary(core, bob.register(core));
  }

  @AfterEach
  void close() {
    core.close();
  }

  @Test
  void aReservedUsernameIsConfirmedAndFound() throws Exception {
    Name name = new Name("alice.42");

    assertThat(core.reserveUsername.reserve(hers, List.of(name.hash()))).contains(name.hash());
    Username confirmed = confirmed(confirm(hers, name));

    assertThat(confirmed.hash()).isEqualTo(name.hash());
    UUID handle = confirmed.link().orElseThrow().handle();
    assertThat(handle.version()).isEqualTo(4);
    assertThat(core.findUsername.byHash(name.hash())).contains(hers.account().aci());
    assertThat(core.findUsername.byLink(handle)).isEqualTo(CIPHERTEXT);
    core.close();
    core = TestCore.again(folder);
    assertThat(current(alice).username()).contains(confirmed);
    assertThat(core.findUsername.byHash(name.hash())).contains(hers.account().aci());
    assertThat(RecordedEvents.of(core).lines())
        .as("usernames are nothing for the audit trail")
        .noneMatch(line -> line.contains("username"));
  }

  @Test
  void whatOthersHaveOrHaveReservedIsPassedOver() throws Exception {
    Name first = new Name("first.42");
    Name second = new Name("second.42");
    Name third = new Name("third.42");
    take(hers, first);
    core.reserveUsername.reserve(hers, List.of(second.hash()));
    AccountState before = AccountState.of(core, bob.number);

    assertThat(core.reserveUsername.reserve(his, List.of(first.hash(), second.hash()))).isEmpty();
    assertThat(confirm(his, first)).isInstanceOf(ConfirmOutcome.NotReserved.class);
    assertThat(AccountState.of(core, bob.number)).isEqualTo(before);
    assertThat(
            core.reserveUsername.reserve(his, List.of(first.hash(), second.hash(), third.hash())))
        .contains(third.hash());
    assertThat(confirm(his, second)).isInstanceOf(ConfirmOutcome.NotReserved.class);
    assertThat(core.findUsername.byHash(second.hash())).as("reserved only").isEmpty();
  }

  @Test
  void aReservationLapsesAfterFiveMinutes() throws Exception {
    Name name = new Name("alice.42");
    core.reserveUsername.reserve(hers, List.of(name.hash()));
    core.clock.advance(Duration.ofMinutes(5));
    AccountState before = AccountState.of(core, alice.number);

    assertThat(confirm(hers, name)).isInstanceOf(ConfirmOutcome.NotReserved.class);
    assertThat(AccountState.of(core, alice.number)).isEqualTo(before);
    take(his, name);
    assertThat(core.findUsername.byHash(name.hash())).contains(his.account().aci());
  }

  @Test
  void aProofOfAnotherUsernameOrNoneIsRefused() throws Exception {
    Name name = new Name("alice.42");
    core.reserveUsername.reserve(hers, List.of(name.hash()));
    AccountState before = AccountState.of(core, alice.number);

    for (Bytes proof :
        List.of(new Name("bob.42").proof(), Bytes.EMPTY, Bytes.wrap(new byte[128]))) {
      assertThat(core.confirmUsername.confirm(hers, name.hash(), proof, CIPHERTEXT))
          .isInstanceOf(ConfirmOutcome.ProofInvalid.class);
    }
    assertThat(
            core.confirmUsername.confirm(hers, Bytes.wrap(new byte[32]), name.proof(), CIPHERTEXT))
        .isInstanceOf(ConfirmOutcome.ProofInvalid.class);
    assertThat(AccountState.of(core, alice.number)).isEqualTo(before);
    assertThat(confirm(hers, name)).as("it is still reserved").isInstanceOf(Confirmed.class);
  }

  @Test
  void whoLostTheAnswerGetsTheSame() throws Exception {
    Name name = new Name("alice.42");
    core.reserveUsername.reserve(hers, List.of(name.hash()));
    core.storage.plan(FaultPlan.next("confirmUsername", Fault.AFTER));
    assertThatThrownBy(() -> confirm(hers, name)).isInstanceOf(StorageUnavailable.class);

    Username confirmed = confirmed(confirm(hers, name));

    assertThat(current(alice).username()).contains(confirmed);
    assertThat(confirm(hers, name)).isEqualTo(new Confirmed(confirmed));
  }

  @Test
  void anotherUsernameFreesTheFormer() throws Exception {
    Name former = new Name("former.42");
    take(hers, former);
    UUID handle = current(alice).username().flatMap(Username::link).orElseThrow().handle();

    take(hers, new Name("latter.42"));

    assertThat(core.findUsername.byHash(former.hash())).isEmpty();
    assertThat(core.findUsername.byLink(handle)).isEmpty();
    take(his, former);
    assertThat(core.findUsername.byHash(former.hash())).contains(his.account().aci());
  }

  @Test
  void linksAreReplacedKeptAndTakenBack() throws Exception {
    Bytes other = Bytes.wrap(new byte[] {7});
    assertThat(core.changeUsername.putLink(hers, other, false))
        .isInstanceOf(ChangeUsernameOutcome.NoUsername.class);
    assertThat(core.changeUsername.removeLink(hers))
        .isInstanceOf(ChangeUsernameOutcome.NoUsername.class);
    take(hers, new Name("alice.42"));
    UUID first = handle();

    core.changeUsername.putLink(hers, other, true);
    assertThat(handle()).isEqualTo(first);
    assertThat(core.findUsername.byLink(first)).contains(other);
    core.changeUsername.putLink(hers, other, false);
    assertThat(handle()).isNotEqualTo(first);
    assertThat(core.findUsername.byLink(first)).isEmpty();
    assertThat(core.findUsername.byLink(handle())).contains(other);
    UUID second = handle();
    core.changeUsername.removeLink(hers);
    assertThat(core.findUsername.byLink(second)).isEmpty();
    assertThat(current(alice).username()).isPresent();
  }

  @Test
  void aUsernameIsGivenUpOrEndsWithItsAccount() throws Exception {
    Name name = new Name("alice.42");
    take(hers, name);
    core.changeUsername.remove(hers);
    assertThat(core.findUsername.byHash(name.hash())).isEmpty();
    assertThat(current(alice).username()).isEmpty();

    take(his, name);
    core.deleteAccount.delete(his, Actor.PERSON);
    assertThat(core.findUsername.byHash(name.hash())).isEmpty();
    take(hers, name);
  }

  @Test
  void aDeviceThatIsOverChangesNothing() throws Exception {
    Name name = new Name("alice.42");
    take(hers, name);
    AuthenticatedDevice former = hers;
    core.clock.advance(Duration.ofMinutes(1));
    alice.register(core);
    AccountState before = AccountState.of(core, alice.number);
    assertThat(before.account().flatMap(Account::username)).as("it stays").isPresent();

    assertThat(core.changeUsername.remove(former))
        .isInstanceOf(ChangeUsernameOutcome.CallerGone.class);
    assertThat(confirm(former, new Name("other.42"))).isInstanceOf(ConfirmOutcome.CallerGone.class);
    assertThat(AccountState.of(core, alice.number)).isEqualTo(before);
  }

  /// A username as a client has it.
  private record Name(Bytes hash, Bytes proof) {
    Name(String text) throws Exception {
      this(new org.signal.libsignal.usernames.Username(text));
    }

    private Name(org.signal.libsignal.usernames.Username username) throws Exception {
      this(Bytes.wrap(username.getHash()), Bytes.wrap(username.generateProof()));
    }
  }

  private void take(AuthenticatedDevice device, Name name) {
    assertThat(core.reserveUsername.reserve(device, List.of(name.hash()))).contains(name.hash());
    assertThat(confirm(device, name)).isInstanceOf(Confirmed.class);
  }

  private ConfirmOutcome confirm(AuthenticatedDevice device, Name name) {
    return core.confirmUsername.confirm(device, name.hash(), name.proof(), CIPHERTEXT);
  }

  private static Username confirmed(ConfirmOutcome outcome) {
    if (outcome instanceof Confirmed(Username username)) {
      return username;
    }
    throw new AssertionError("not confirmed: " + outcome);
  }

  private UUID handle() {
    return current(alice).username().flatMap(Username::link).orElseThrow().handle();
  }

  private Account current(TestClient client) {
    return core.accounts.findByNumber(client.number).orElseThrow();
  }
}
