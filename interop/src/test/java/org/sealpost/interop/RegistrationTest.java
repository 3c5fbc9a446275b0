package org.sealpost.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.whispersystems.signalservice.api.NetworkResultUtil.toBasicLegacy;

import java.io.IOException;
import java.util.List;
import kotlin.Unit;
import okhttp3.Protocol;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.whispersystems.signalservice.api.NetworkResult;
import org.whispersystems.signalservice.api.messages.multidevice.DeviceInfo;
import org.whispersystems.signalservice.api.profiles.AvatarUploadParams;
import org.whispersystems.signalservice.api.push.ServiceIdType;
import org.whispersystems.signalservice.api.push.exceptions.NoSuchSessionException;
import org.whispersystems.signalservice.api.push.exceptions.NonSuccessfulResponseCodeException;
import org.whispersystems.signalservice.api.websocket.WebSocketConnectionState;

/// From a number to an account with keys, and what the library then asks about it.
@ExtendWith(SealpostServer.class)
final class RegistrationTest {

  private final ServerProcess server;
  private final ForeignClients clients;

  RegistrationTest(ServerProcess server) {
    this.server = server;
    this.clients = new ForeignClients(server);
  }

  @AfterEach
  void close() {
    clients.close();
  }

  @Test
  void theServerKnowsWhoHasRegistered() throws IOException {
    var alice = clients.register();

    var answer = toBasicLegacy(alice.accountApi().whoAmI());

    assertThat(answer.getAci()).isEqualTo(alice.person().aci().toString());
    assertThat(answer.getPni()).isEqualTo(alice.person().pni().toStringWithoutPrefix());
    assertThat(answer.getNumber()).isEqualTo(alice.person().number());
    assertThat(toBasicLegacy(alice.linkDeviceApi().getDevices()))
        .extracting(DeviceInfo::getId)
        .containsExactly(1);
  }

  @Test
  void onePortSpeaksHttp2AndUpgradesToSockets() throws IOException {
    clients.register();

    assertThat(clients.trace().protocols(Trace.Way.HTTP)).containsExactly(Protocol.HTTP_2);
    assertThat(clients.trace().protocols(Trace.Way.UPGRADE)).containsExactly(Protocol.HTTP_1_1);
  }

  @Test
  void aWrongCodeLeavesTheSessionUsable() throws IOException {
    var number = ForeignClients.newNumber();
    var code = server.invite(number);
    var registration = new Registration(clients.profile(), clients.trace(), number);
    var session = registration.openSession();

    assertThat(registration.submitCode(session, otherThan(code))).isFalse();
    assertThat(registration.session(session).getVerified()).isFalse();
    assertThat(registration.submitCode(session, code)).isTrue();
    assertThat(registration.session(session).getVerified()).isTrue();

    try (var alice = registration.register(session)) {
      assertThat(toBasicLegacy(alice.accountApi().whoAmI()).getNumber()).isEqualTo(number);
    }
  }

  @Test
  void anUnverifiedSessionRegistersNobody() throws IOException {
    var registration =
        new Registration(clients.profile(), clients.trace(), ForeignClients.newNumber());
    var session = registration.openSession();

    assertStatus(401, () -> registration.register(session));
  }

  @Test
  void aCaptchaThatNobodyAskedForIsTaken() throws IOException {
    var number = ForeignClients.newNumber();
    var registration = new Registration(clients.profile(), clients.trace(), number);
    var session = registration.openSession();

    registration.submitCaptcha(session, "not asked for");

    assertThat(registration.submitCode(session, server.invite(number))).isTrue();
  }

  @Test
  void aSessionThatNeverWasIsNotFound() {
    var registration =
        new Registration(clients.profile(), clients.trace(), ForeignClients.newNumber());

    assertThatExceptionOfType(NoSuchSessionException.class)
        .isThrownBy(() -> registration.session("bm8gc3VjaCBzZXNzaW9u"));
  }

  @Test
  void anInviteIsGoodForOneAccount() throws IOException {
    var number = ForeignClients.newNumber();
    var code = server.invite(number);
    clients.register(number, code);
    var again = new Registration(clients.profile(), clients.trace(), number);

    assertThat(again.submitCode(again.openSession(), code)).isFalse();
  }

  @Test
  void whoRegistersAgainKeepsTheIdentityAndShutsTheOldDeviceOut() throws IOException {
    var number = ForeignClients.newNumber();
    var old = clients.register(number, server.invite(number));
    old.connect();
    old.awaitSocket(WebSocketConnectionState.CONNECTED);

    var alice = clients.register(number, server.invite(number));

    assertThat(alice.person().aci()).isEqualTo(old.person().aci());
    assertThat(alice.person().pni()).isEqualTo(old.person().pni());
    old.awaitSocket(WebSocketConnectionState.DISCONNECTED);
    old.connect();
    old.awaitSocket(WebSocketConnectionState.AUTHENTICATION_FAILED);
  }

  @Test
  void aWrongPasswordIsRefusedAtTheDoor() throws IOException {
    var impostor = clients.impostor(clients.register());

    impostor.connect();

    impostor.awaitSocket(WebSocketConnectionState.AUTHENTICATION_FAILED);
  }

  @Test
  void oneTimeKeysAreCountedForBothIdentities() throws IOException {
    var alice = clients.register();
    alice.publishOneTimeKeys(100);

    for (var identity : ServiceIdType.values()) {
      var counts = toBasicLegacy(alice.keysApi().getAvailablePreKeyCounts(identity));
      assertThat(List.of(counts.getEcCount(), counts.getKyberCount())).containsExactly(100, 100);
    }
  }

  @Test
  void theKeysCheckTellsSameFromOther() throws IOException {
    var alice = clients.register();

    for (var keys : List.of(alice.keys().forAci(), alice.keys().forPni())) {
      toBasicLegacy(check(alice, keys, keys.signed().getId()));
      assertStatus(409, () -> toBasicLegacy(check(alice, keys, keys.signed().getId() + 1)));
    }
  }

  @Test
  void attributesAndProfileAreTaken() throws IOException {
    var alice = clients.register();
    var secrets = alice.person().secrets();

    toBasicLegacy(alice.accountApi().setAccountAttributes(alice.keys().attributes(secrets, null)));
    toBasicLegacy(
        alice
            .profileApi()
            .setVersionedProfile(
                alice.person().aci(),
                secrets.profileKey(),
                "Alice",
                "reads a lot",
                "",
                null,
                AvatarUploadParams.unchanged(false),
                List.of(),
                false));
  }

  private static NetworkResult<Unit> check(ForeignDevice device, IdentityKeys keys, int signedId) {
    return device
        .keysApi()
        .checkRepeatedUseKeys(
            keys.type(),
            keys.store().getIdentityKeyPair().getPublicKey(),
            signedId,
            keys.signedPublicKey(),
            keys.lastResort().getId(),
            keys.lastResortPublicKey());
  }

  private static void assertStatus(int status, ThrowingCallable call) {
    assertThatExceptionOfType(NonSuccessfulResponseCodeException.class)
        .isThrownBy(call)
        .satisfies(refused -> assertThat(refused.code).isEqualTo(status));
  }

  private static String otherThan(String code) {
    char last = code.charAt(code.length() - 1);
    return code.substring(0, code.length() - 1) + (last == '9' ? '0' : (char) (last + 1));
  }
}
