package org.sealpost.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.sealpost.client.testing.FakeDevice;
import org.sealpost.client.testing.ReceivedEnvelope;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.Reply;
import org.sealpost.client.transport.SocketClosed;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.IdentityType;
import org.sealpost.protocol.json.AccountIdentity;
import org.sealpost.protocol.json.KeyCount;
import org.sealpost.protocol.json.RegistrationLock;

/// Registering a number again, held up by a registration lock or not, by an invite and by the
/// recovery password: what every backend must do.
final class ReregistrationScenario {
  private static final Call WHO_AM_I = Call.get("/v1/accounts/whoami");
  private static final String RIGHT = "a".repeat(64);
  private static final String WRONG = "b".repeat(64);
  private static final Bytes RECOVERY = Newcomer.secret(1);

  private ReregistrationScenario() {}

  static Call lock(String lock) {
    return Call.json("PUT", "/v1/accounts/registration_lock", new RegistrationLock(lock));
  }

  static void run(TestServer server, Newcomer.Way way) throws IOException {
    FakeDevice alice = server.accounts().register();
    FakeDevice bob = server.accounts().register();
    assertThat(bob.publishPreKeys(IdentityType.ACI, 3).status()).isEqualTo(200);
    assertThat(bob.http(attributes(bob)).status()).isEqualTo(204);
    assertThat(bob.tunnelled(lock(RIGHT)).status()).isEqualTo(204);
    bob.disconnect();
    bob.awaitClosed();
    assertThat(alice.sendText("waits", bob).status()).isEqualTo(200);
    Newcomer again = new Newcomer(server, way, bob.number());
    String session = again.verify();

    for (Reply refused :
        List.of(
            again.bySession(session, null, null),
            again.bySession(session, WRONG, null),
            again.byRecoveryPassword(RECOVERY, null),
            again.byRecoveryPassword(RECOVERY, WRONG))) {
      assertThat(refused.status()).isEqualTo(423);
      Map<?, ?> body = refused.json(Map.class);
      assertThat(body.get("timeRemaining")).isInstanceOf(Number.class);
      assertThat(((Number) body.get("timeRemaining")).longValue())
          .isBetween(1L, 7 * 24 * 3_600_000L);
      assertThat(body.containsKey("svr2Credentials")).isTrue();
      assertThat(body.get("svr2Credentials")).isNull();
    }
    assertThat(again.byRecoveryPassword(Newcomer.secret(2), RIGHT).status()).isEqualTo(403);
    assertThat(again.register(session, RECOVERY, RIGHT, null).status()).isEqualTo(422);
    assertThat(again.register(null, null, RIGHT, null).status()).isEqualTo(422);
    assertThat(again.isVerified(session)).isTrue();
    assertUntouched(alice, bob);

    AccountIdentity taken = again.bySession(session, RIGHT, RECOVERY).json(AccountIdentity.class);
    assertThat(taken.uuid()).isEqualTo(bob.aci().uuid());
    assertThat(taken.reregistration()).isTrue();
    assertThat(bob.awaitClosed()).map(SocketClosed::code).hasValue(4401);
    assertThat(bob.http(WHO_AM_I).status()).isEqualTo(401);
    assertThatThrownBy(bob::connect).isInstanceOf(IOException.class).hasMessageContaining("403");

    AccountIdentity recovered =
        again.byRecoveryPassword(RECOVERY, RIGHT).json(AccountIdentity.class);
    assertThat(recovered).isEqualTo(taken);
  }

  /// Its password is good, its socket open, its one-time keys are there, and so is what waited.
  private static void assertUntouched(FakeDevice alice, FakeDevice bob) throws IOException {
    assertThat(bob.http(WHO_AM_I).status()).isEqualTo(200);
    assertThat(bob.http(Call.get("/v2/keys?identity=aci")).json(KeyCount.class).count())
        .isEqualTo(3);
    bob.connect();
    assertThat(bob.awaitEnvelopes(1)).extracting(ReceivedEnvelope::text).containsExactly("waits");
    assertThat(alice.sendText("for the devices he had", bob).status()).isEqualTo(200);
  }

  private static Call attributes(FakeDevice bob) {
    return Call.json(
        "PUT", "/v1/accounts/attributes", Newcomer.attributes(bob.keys(), null, RECOVERY));
  }
}
