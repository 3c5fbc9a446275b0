package org.sealpost.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.client.testing.FakeAccounts;
import org.sealpost.client.testing.FakeDevice;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.Reply;
import org.sealpost.config.SealpostConfig;
import org.sealpost.core.accounts.Invite;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.json.DeviceLimit;
import org.sealpost.server.boot.SealpostServer;

/// What an operator bounds: room for what has not come whole, devices of an account, the life of an
/// invite.
class ConfiguredBoundsTest {
  @TempDir private Path folder;

  private TestServer written(String yaml) throws Exception {
    Path file = Files.writeString(folder.resolve("sealpost.yml"), yaml);
    return TestServer.start(
        folder.resolve("data"),
        _ -> SealpostConfig.read(file, SealpostServer.standardLimits()).withPort(0));
  }

  @Test
  void whoBeginsMessagesAndDoesNotEndThemHoldsRoomForAWhileAndNoMore() throws Exception {
    try (TestServer server =
            written(
                "listener: {maxInboundSizePerAddress: 1MiB, maxBodySize: 512KiB, bodyTimeout: 2s}");
        RawSocket first = RawSocket.open(server, "/v1/websocket/", Optional.empty());
        RawSocket second = RawSocket.open(server, "/v1/websocket/", Optional.empty());
        RawSocket third = RawSocket.open(server, "/v1/websocket/", Optional.empty())) {
      for (RawSocket socket : List.of(first, second, third)) {
        try {
          socket.writePart(new byte[500 * 1024]);
        } catch (ExecutionException e) {
          // closed while it wrote
        }
      }
      // there is room for two of them at most, whichever came first
      List<Integer> closed =
          List.of(first.awaitClosed(), second.awaitClosed(), third.awaitClosed());
      assertThat(closed).contains(1008).containsAnyOf(1013, 1006);
      Call large = new Call("PUT", "/v1/none", Map.of(), Bytes.wrap(new byte[500 * 1024]));
      assertThat(server.service().call(large).status()).isEqualTo(404);
    }
  }

  @Test
  void aBodyThatTricklesIsGivenUpAlsoWhenItIsTooLarge() throws Exception {
    try (TestServer server = written("listener: {bodyTimeout: 1s}")) {
      for (String length : List.of("100000", "100000000")) {
        try (SSLSocket socket =
            (SSLSocket)
                RawSocket.trusting(server.profile().caPem())
                    .getSocketFactory()
                    .createSocket("127.0.0.1", server.server().port())) {
          socket
              .getOutputStream()
              .write(
                  ("PUT /v1/none HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                          + length
                          + "\r\n\r\n")
                      .getBytes(StandardCharsets.US_ASCII));
          socket.setSoTimeout(20);
          assertThat(new String(trickle(socket), StandardCharsets.US_ASCII))
              .as(length)
              .startsWith("HTTP/1.1 408");
        }
      }
    }
  }

  /// Writes a byte whenever nothing has come for a while; the first bytes of the answer.
  private static byte[] trickle(SSLSocket socket) throws IOException {
    Instant deadline = Instant.now().plusSeconds(30);
    while (Instant.now().isBefore(deadline)) {
      socket.getOutputStream().write('x');
      socket.getOutputStream().flush();
      try {
        return socket.getInputStream().readNBytes(12);
      } catch (SocketTimeoutException e) {
        // not yet
      }
    }
    throw new AssertionError("no answer");
  }

  @Test
  void theOperatorSaysHowManyDevicesAnAccountHas() throws Exception {
    try (TestServer server = written("devices: {max: 1}")) {
      FakeDevice alice = server.accounts().register();
      Reply refused = alice.http(Call.get("/v1/devices/provisioning/code"));
      assertThat(refused.status()).isEqualTo(411);
      assertThat(refused.json(DeviceLimit.class)).isEqualTo(new DeviceLimit(1, 1));
    }
  }

  @Test
  void theOperatorSaysHowLongAnInviteLives() throws Exception {
    try (TestServer server = written("registration: {inviteLifetime: 1h}")) {
      Instant before = Instant.now();
      Invite invite = server.invitation(FakeAccounts.freshNumber());
      assertThat(invite.expiresAt())
          .isBetween(
              before.plus(Duration.ofHours(1)).minusSeconds(1),
              Instant.now().plus(Duration.ofHours(1)));
    }
  }
}
