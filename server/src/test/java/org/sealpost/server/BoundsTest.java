package org.sealpost.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.client.keys.DeviceKeys;
import org.sealpost.client.messages.Incoming;
import org.sealpost.client.messages.SendOutcome;
import org.sealpost.client.testing.FakeAccounts;
import org.sealpost.client.testing.FakeDevice;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.Reply;
import org.sealpost.config.LimitsConfig;
import org.sealpost.config.SealpostConfig;
import org.sealpost.config.SocketsConfig;
import org.sealpost.protocol.BasicCredentials;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.json.RegistrationRequest;

/// What a stranger can take is bounded, and idle sockets go.
class BoundsTest {
  @TempDir private Path folder;

  private TestServer start(SocketsConfig sockets) {
    return start(sockets, new LimitsConfig(Map.of()));
  }

  private TestServer start(SocketsConfig sockets, LimitsConfig limits) {
    return TestServer.start(
        folder.resolve("data"),
        config ->
            new SealpostConfig(
                config.source(),
                config.listener(),
                config.admin(),
                config.storage(),
                config.keys(),
                config.delivery(),
                sockets,
                config.registration(),
                config.devices(),
                config.media(),
                limits,
                config.logging()));
  }

  private TestServer startWithLimit(String name, int burst) {
    return start(
        new SocketsConfig(
            Duration.ofSeconds(90), 512 << 10, 32, 1 << 20, 100, 100, 100, 100, 1 << 20),
        new LimitsConfig(Map.of(name, new LimitsConfig.Bucket(burst, Duration.ofHours(1)))));
  }

  @Test
  void aStrangerKeepsNobodyFromRegistering() throws Exception {
    try (TestServer server = startWithLimit("registration", 2)) {
      PhoneNumber number = FakeAccounts.freshNumber();
      DeviceKeys keys = DeviceKeys.fresh(Instant.now());
      Call guess =
          Call.json(
              "POST",
              "/v1/registration",
              new RegistrationRequest(
                  "no session of this number",
                  null,
                  FakeAccounts.attributes(keys, SecretBytes.wrap(new byte[16])),
                  true,
                  null,
                  null,
                  null,
                  null,
                  null,
                  null,
                  null,
                  null));
      BasicCredentials credentials = new BasicCredentials(number.e164(), "a long enough password");
      for (int i = 0; i < 2; i++) {
        assertThat(server.service().call(guess, credentials).status()).isEqualTo(422);
      }
      assertThat(server.service().call(guess, credentials).status()).isEqualTo(429);

      assertThat(server.accounts().register(number).number()).isEqualTo(number);
    }
  }

  @Test
  void oneAddressTakesSoManyPrekeysOfADeviceWithAnAccessKey() throws Exception {
    try (TestServer server = startWithLimit("anonymousPreKeys", 2)) {
      FakeDevice alice = server.accounts().register();
      FakeDevice bob = server.accounts().register();
      for (int i = 0; i < 2; i++) {
        assertThat(fetchAnonymously(server, alice).status()).isEqualTo(200);
      }
      assertThat(fetchAnonymously(server, alice).status()).isEqualTo(429);
      assertThat(fetchAnonymously(server, bob).status()).isEqualTo(200);
      assertThat(bob.http(Call.get("/v2/keys/" + alice.aci().text() + "/*")).status())
          .isEqualTo(200);
    }
  }

  private static Reply fetchAnonymously(TestServer server, FakeDevice target) throws Exception {
    return server
        .service()
        .call(
            Call.get("/v2/keys/" + target.aci().text() + "/*")
                .with(
                    "Unidentified-Access-Key",
                    Base64.getEncoder().encodeToString(target.accessKey().reveal())));
  }

  @Test
  void oneAddressHasSoManyAnonymousSocketsAndNoMore() throws Exception {
    try (TestServer server =
            start(
                new SocketsConfig(
                    Duration.ofSeconds(90), 512 << 10, 32, 1 << 20, 100, 2, 100, 1, 1 << 20));
        RawSocket first = RawSocket.open(server, "/v1/websocket/", Optional.empty());
        RawSocket second = RawSocket.open(server, "/v1/websocket/", Optional.empty());
        RawSocket third = RawSocket.open(server, "/v1/websocket/", Optional.empty())) {
      assertThat(third.awaitClosed()).isEqualTo(1013);
      FakeDevice device = server.accounts().register().connect();
      assertThat(device.awaitQueueEmpty()).isZero();
      first.abort();
      second.abort();
      try (RawSocket waiting =
              RawSocket.open(server, "/v1/websocket/provisioning/", Optional.empty());
          RawSocket refused =
              RawSocket.open(server, "/v1/websocket/provisioning/", Optional.empty())) {
        waiting.awaitRequest("/v1/address");
        assertThat(refused.awaitClosed()).isEqualTo(1013);
      }
    }
  }

  @Test
  void theSdkSealsOverHttpWhereNoAnonymousSocketIsToBeHad() throws Exception {
    try (TestServer server =
            start(
                new SocketsConfig(
                    Duration.ofSeconds(90), 512 << 10, 32, 1 << 20, 100, 0, 100, 100, 1 << 20));
        SdkDevice alice =
            SdkDevice.register(server, folder.resolve("alice.db"), FakeAccounts.freshNumber());
        SdkDevice bob =
            SdkDevice.register(server, folder.resolve("bob.db"), FakeAccounts.freshNumber())) {
      alice.online();
      bob.online();
      alice.client().messages().sendText(bob.aci(), "told my profile key");
      assertThat(bob.await(Incoming.Text.class).body()).isEqualTo("told my profile key");

      assertThat(bob.client().messages().sendText(alice.aci(), "sealed"))
          .isInstanceOfSatisfying(
              SendOutcome.Sent.class, sent -> assertThat(sent.sealedSender()).isTrue());
      assertThat(alice.await(Incoming.Text.class).sealedSender()).isTrue();
    }
  }

  @Test
  void anIdleSocketIsClosed() throws Exception {
    try (TestServer server =
            start(
                new SocketsConfig(
                    Duration.ofMillis(300), 512 << 10, 32, 1 << 20, 100, 100, 100, 100, 1 << 20));
        RawSocket idle = RawSocket.open(server, "/v1/websocket/", Optional.empty())) {
      assertThat(idle.awaitClosed()).isEqualTo(1001);
    }
  }
}
