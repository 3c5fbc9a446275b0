package org.sealpost.core.numbers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.core.TestClient;
import org.sealpost.core.TestCore;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.RegistrationProof.VerifiedSession;
import org.sealpost.core.devices.LinkOutcome;

/// What a change of number, or of the keys under it, overtakes is decided by the account as it is
/// then.
class OvertakenTest {
  @TempDir Path folder;
  private TestCore core;
  private final TestClient alice = new TestClient("+15550001111");
  private final TestClient moved = new TestClient("+15550009999");
  private Account account;

  @BeforeEach
  void open() {
    core = new TestCore(folder);
    account = alice.register(core);
    core.clock.advance(Duration.ofMinutes(1));
  }

  @AfterEach
  void close() {
    core.close();
  }

  /// Runs just before the next account is written.
  private void beforeTheNextUpdate(Runnable overtaking) {
    AtomicBoolean done = new AtomicBoolean();
    core.storage.plan(call -> {
      if (call.operation().equals("update") && done.compareAndSet(false, true)) {
        overtaking.run();
      }
      return Optional.empty();
    });
  }

  @Test
  void aRegistrationDoesNotTakeAnAccountThatLeftTheNumber() {
    TestClient next = new TestClient(alice.number.e164());
    String other = moved.verify(core).id();
    core.clock.advance(Duration.ofMinutes(1));
    String fresh = next.verify(core).id();
    beforeTheNextUpdate(
        () -> Mover.moved(core, account, Mover.request(moved, new VerifiedSession(other))));

    core.register.register(next.registration(fresh));

    Account after = core.accounts.findByNumber(moved.number).orElseThrow();
    assertThat(after.aci()).isEqualTo(account.aci());
    assertThat(after.aciIdentityKey()).as("still hers").isEqualTo(account.aciIdentityKey());
  }

  @Test
  void aDeviceIsNotLinkedWithKeysOfAnIdentityThatChanged() {
    String code = alice.linkCode(core, account);
    beforeTheNextUpdate(() -> Mover.moved(core, account, rekeyed()));

    assertThat(core.linkDevice.link(alice.link(code)))
        .isInstanceOf(LinkOutcome.SignatureInvalid.class);
    assertThat(core.accounts.refresh(account.aci()).orElseThrow().devices()).hasSize(1);
  }

  /// Other keys under the same number.
  private NumberChange rekeyed() {
    NumberChange request = Mover.request(moved, new VerifiedSession(""));
    return new NumberChange(
        Optional.empty(), request.pniIdentityKey(), request.messages(), request.keys());
  }
}
