package org.sealpost.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.client.testing.FakeDevice;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.Reply;
import org.sealpost.client.transport.SocketClosed;
import org.sealpost.config.SealpostConfig;
import org.sealpost.server.boot.Commands;
import org.sealpost.server.boot.SealpostServer;

/// An account's end, by its primary device and by an administrator.
class AccountDeletionTest {
  private static final Call DELETE = Call.delete("/v1/accounts/me");
  private static final Call WHO_AM_I = Call.get("/v1/accounts/whoami");

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
  void thePrimaryDeviceEndsItAndAllItsDevicesAreClosed() throws IOException {
    FakeDevice alice = server.accounts().register();
    FakeDevice bob = server.accounts().register().connect();
    FakeDevice tablet = server.accounts().link(bob).connect();
    assertThat(alice.sendText("waits", bob, tablet).status()).isEqualTo(200);

    assertThat(bob.tunnelled(DELETE).status()).isEqualTo(204);

    assertThat(bob.awaitClosed()).map(SocketClosed::code).hasValue(4401);
    assertThat(tablet.awaitClosed()).map(SocketClosed::code).hasValue(4401);
    assertThat(bob.http(WHO_AM_I).status()).isEqualTo(401);
    assertThat(tablet.http(WHO_AM_I).status()).isEqualTo(401);
    assertThat(alice.sendText("too late", bob, tablet).status()).isEqualTo(404);
    assertThat(alice.http(Call.get("/v2/keys/" + bob.aci().text() + "/1")).status()).isEqualTo(404);
    assertThat(alice.sendSealed(new byte[] {1}, bob).status()).isEqualTo(401);

    FakeDevice next = server.accounts().register(bob.number());
    assertThat(next.aci()).as("the number's ACI comes back").isEqualTo(bob.aci());
    assertThat(next.pni()).isEqualTo(bob.pni());
    next.connect();
    assertThat(next.awaitQueueEmpty()).isZero();
    assertThat(next.received()).isEmpty();
  }

  @Test
  void aLinkedDeviceMayNot() throws IOException {
    FakeDevice bob = server.accounts().register();
    FakeDevice tablet = server.accounts().link(bob);
    for (Reply refused : new Reply[] {tablet.http(DELETE), tablet.tunnelled(DELETE)}) {
      assertThat(refused.status()).isEqualTo(403);
    }
    assertThat(bob.http(WHO_AM_I).status()).isEqualTo(200);
    assertThat(bob.http(DELETE).status()).isEqualTo(204);
    assertThat(bob.http(DELETE).status()).isEqualTo(401);
  }

  @Test
  void anAdministratorEndsItBesideTheServerAndWithoutIt() throws IOException {
    FakeDevice alice = server.accounts().register().connect();
    FakeDevice bob = server.accounts().register();
    Path data = server.server().folder();

    assertThat(delete(data, alice)).isTrue();
    assertThat(alice.awaitClosed()).map(SocketClosed::code).hasValue(4401);
    assertThat(delete(data, alice)).isFalse();
    assertThat(alice.http(WHO_AM_I).status()).isEqualTo(401);
    assertThat(bob.http(WHO_AM_I).status()).isEqualTo(200);

    server.close();
    assertThat(delete(data, bob)).isTrue();
    assertThat(delete(data, bob)).isFalse();
    server = TestServer.start(data);
    try (FakeDevice again = bob.onService(server.service())) {
      assertThat(again.http(WHO_AM_I).status()).isEqualTo(401);
    }
  }

  @Test
  void whatIsKeptOfItIsForgottenBesideTheServerAndWithoutIt() throws IOException {
    FakeDevice alice = server.accounts().register();
    FakeDevice bob = server.accounts().register();
    Path data = server.server().folder();
    delete(data, alice);
    delete(data, bob);

    assertThat(forget(data, alice)).isTrue();
    assertThat(forget(data, alice)).isFalse();
    FakeDevice next = server.accounts().register(alice.number());
    assertThat(next.aci()).isNotEqualTo(alice.aci());
    assertThat(next.pni()).isEqualTo(alice.pni());
    server.close();
    assertThat(forget(data, bob)).isTrue();
    assertThat(forget(data, bob)).isFalse();
    server = TestServer.start(data);
  }

  private static boolean forget(Path data, FakeDevice device) {
    return Commands.on(
        data,
        SealpostConfig.defaults(SealpostServer.standardLimits()),
        operations -> operations.forgetAccount(device.number()));
  }

  private static boolean delete(Path data, FakeDevice device) {
    return Commands.on(
        data,
        SealpostConfig.defaults(SealpostServer.standardLimits()),
        operations -> operations.deleteAccount(device.number()));
  }
}
