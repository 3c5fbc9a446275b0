package org.sealpost.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.whispersystems.signalservice.api.NetworkResultUtil.toBasicLegacy;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.whispersystems.signalservice.api.profiles.SignalServiceProfile.RequestType;
import org.whispersystems.signalservice.api.websocket.WebSocketConnectionState;

/// Somebody leaves.
@ExtendWith(SealpostServer.class)
final class AccountDeletionTest {

  private final ForeignClients clients;
  private final ForeignDevice alice;
  private final ForeignDevice bob;

  AccountDeletionTest(ServerProcess server) throws IOException {
    this.clients = new ForeignClients(server);
    this.alice = clients.register();
    this.bob = clients.register();
  }

  @AfterEach
  void close() {
    clients.close();
  }

  @Test
  void whoLeavesIsGoneForEverybody() throws Exception {
    var tablet = clients.link(alice, "tablet");
    tablet.connect();
    tablet.awaitSocket(WebSocketConnectionState.CONNECTED);

    toBasicLegacy(alice.accountApi().deleteAccount());

    tablet.awaitSocket(WebSocketConnectionState.DISCONNECTED);
    tablet.connect();
    tablet.awaitSocket(WebSocketConnectionState.AUTHENTICATION_FAILED);
    clients.trace().clear();
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> bob.send(alice.address(), "are you there?"));
    assertThat(clients.trace().calls(Trace.Way.AUTHENTICATED_SOCKET))
        .extracting(Trace.Call::status)
        .containsExactly(404);
    assertThat(
            bob.profileService()
                .getProfile(
                    alice.address(), Optional.empty(), null, RequestType.PROFILE, Locale.ROOT)
                .blockingGet()
                .getStatus())
        .isEqualTo(404);
    var number = alice.person().number();
    var again = clients.register(number, clients.server().invite(number));
    assertThat(again.inbox().peek()).isEmpty();
  }
}
