package org.sealpost.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.client.testing.FakeAccounts;
import org.sealpost.client.testing.FakeDevice;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.Reply;
import org.sealpost.protocol.Bytes;

/// Registration lock and recovery password over both transports.
class ReregistrationTest {
  private static final Call UNLOCK = Call.delete("/v1/accounts/registration_lock");

  @TempDir private Path folder;
  private TestServer server;

  @BeforeEach
  void start() {
    server = TestServer.start(folder.resolve("data"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void overHttp() throws IOException {
    ReregistrationScenario.run(server, server.service()::call);
  }

  @Test
  void inASocket() throws IOException {
    ReregistrationScenario.run(server, server.accounts().register()::anonymously);
  }

  @Test
  void anyDeviceSetsAndClearsTheLock() throws IOException {
    FakeDevice bob = server.accounts().register();
    FakeDevice tablet = server.accounts().link(bob);
    Newcomer again = new Newcomer(server, server.service()::call, bob.number());
    assertThat(tablet.http(ReregistrationScenario.lock("c".repeat(64))).status()).isEqualTo(204);
    String session = again.verify();
    assertThat(again.bySession(session, null, null).status()).isEqualTo(423);
    assertThat(bob.tunnelled(ReregistrationScenario.lock("C".repeat(63))).status()).isEqualTo(422);
    assertThat(bob.http(ReregistrationScenario.lock("")).status()).isEqualTo(422);
    assertThat(server.service().call(UNLOCK).status()).isEqualTo(401);
    assertThat(again.bySession(session, null, null).status()).isEqualTo(423);
    assertThat(tablet.tunnelled(UNLOCK).status()).isEqualTo(204);
    assertThat(bob.http(UNLOCK).status()).isEqualTo(204);
    assertThat(again.bySession(session, null, null).status()).isEqualTo(200);
  }

  @Test
  void aRecoveryPasswordHas32BytesAndMakesNoAccount() throws IOException {
    Newcomer nobody = new Newcomer(server, server.service()::call, FakeAccounts.freshNumber());
    assertThat(nobody.byRecoveryPassword(Newcomer.secret(1), null).status()).isEqualTo(403);
    assertThat(nobody.byRecoveryPassword(Bytes.wrap(new byte[31]), null).status()).isEqualTo(422);
    assertThat(nobody.bySession(nobody.verify(), null, Bytes.wrap(new byte[33])).status())
        .isEqualTo(422);
    Reply last = nobody.byRecoveryPassword(Newcomer.secret(1), null);
    for (int i = 0; last.status() == 403 && i < 1000; i++) {
      last = nobody.byRecoveryPassword(Newcomer.secret(1), null);
    }
    assertThat(last.status()).isEqualTo(429);
    assertThat(last.retryAfter()).isPresent();
  }
}
