package org.sealpost.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.whispersystems.signalservice.api.NetworkResultUtil.toBasicLegacy;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.whispersystems.signalservice.api.push.exceptions.NonSuccessfulResponseCodeException;
import org.whispersystems.signalservice.internal.push.LockedException;

/// Who has an invite's code for a number and not its owner's lock does not get the account.
@ExtendWith(SealpostServer.class)
final class RegistrationLockTest {

  private static final String LOCK = "0123456789abcdef".repeat(4);
  private static final String WRONG = "f".repeat(64);

  private final ServerProcess server;
  private final ForeignClients clients;
  private final ForeignDevice alice;

  RegistrationLockTest(ServerProcess server) throws IOException {
    this.server = server;
    this.clients = new ForeignClients(server);
    this.alice = clients.register();
  }

  @AfterEach
  void close() {
    clients.close();
  }

  @Test
  void withoutTheLockNobodyRegistersTheNumberAgain() throws Exception {
    toBasicLegacy(alice.accountApi().enableRegistrationLock(LOCK));

    for (var lock : Arrays.asList(null, WRONG)) {
      assertThatExceptionOfType(LockedException.class)
          .isThrownBy(() -> registerAgain(lock))
          .satisfies(locked ->
              assertThat(locked.getTimeRemaining())
                  .isPositive()
                  .isLessThanOrEqualTo(Duration.ofDays(7).toMillis()));
    }

    assertThat(toBasicLegacy(alice.accountApi().whoAmI()).getNumber())
        .as("nothing changed for who was there")
        .isEqualTo(alice.person().number());
  }

  @Test
  void withTheLockTheOwnerDoes() throws Exception {
    toBasicLegacy(alice.accountApi().enableRegistrationLock(LOCK));

    var again = registerAgain(LOCK);

    assertThat(again.person().aci()).isEqualTo(alice.person().aci());
  }

  @Test
  void aLockThatWasTakenOffHoldsNobody() throws Exception {
    toBasicLegacy(alice.accountApi().enableRegistrationLock(LOCK));
    toBasicLegacy(alice.accountApi().disableRegistrationLock());

    assertThat(registerAgain(null).person().aci()).isEqualTo(alice.person().aci());
  }

  @Test
  void theAttributesSetAndClearTheLockToo() throws Exception {
    var secrets = alice.person().secrets();
    toBasicLegacy(
        alice
            .accountApi()
            .setAccountAttributes(alice.keys().attributes(secrets, null, LOCK, false, null)));
    assertThatExceptionOfType(LockedException.class).isThrownBy(() -> registerAgain(null));

    toBasicLegacy(alice.accountApi().setAccountAttributes(alice.keys().attributes(secrets, null)));
    assertThat(registerAgain(null).person().aci()).isEqualTo(alice.person().aci());
  }

  @Test
  void aRecoveryPasswordIsAsGoodAsACode() throws Exception {
    var secrets = alice.person().secrets();
    var recovery = secrets.entropyPool().deriveMasterKey().deriveRegistrationRecoveryPassword();
    toBasicLegacy(
        alice
            .accountApi()
            .setAccountAttributes(alice.keys().attributes(secrets, null, null, false, recovery)));

    var again = registration().recover(recovery);

    assertThat(again.person().aci()).isEqualTo(alice.person().aci());
    assertThatExceptionOfType(NonSuccessfulResponseCodeException.class)
        .isThrownBy(() -> registration().recover("bm90IHRoZSBwYXNzd29yZCBhdCBhbGwsIHJlYWxseSE="))
        .satisfies(refused -> assertThat(refused.code).isEqualTo(403));
  }

  private ForeignDevice registerAgain(@Nullable String lock) throws IOException {
    var registration = registration();
    var session = registration.openSession();
    assertThat(registration.submitCode(session, server.invite(alice.person().number()))).isTrue();
    return registration.registerWithLock(session, lock);
  }

  private Registration registration() {
    return new Registration(clients.profile(), clients.trace(), alice.person().number());
  }
}
