package org.sealpost.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.client.testing.FakeDevice;
import org.sealpost.config.SealpostConfig;
import org.sealpost.config.SocketsConfig;

/// What a stranger can take is bounded, and idle sockets go.
class BoundsTest {
  @TempDir private Path folder;

  private TestServer start(SocketsConfig sockets) {
    return TestServer.start(
        folder.resolve("data"),
        config ->
            new SealpostConfig(
                config.source(),
                config.listener(),
                config.admin(),
                config.storage(),
                config.delivery(),
                sockets,
                config.registration(),
                config.limits(),
                config.logging()));
  }

  @Test
  void oneAddressHasSoManyAnonymousSocketsAndNoMore() throws Exception {
    try (TestServer server =
            start(
                new SocketsConfig(Duration.ofSeconds(90), 512 << 10, 32, 1 << 20, 100, 2, 100, 1));
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
  void anIdleSocketIsClosed() throws Exception {
    try (TestServer server =
            start(
                new SocketsConfig(
                    Duration.ofMillis(300), 512 << 10, 32, 1 << 20, 100, 100, 100, 100));
        RawSocket idle = RawSocket.open(server, "/v1/websocket/", Optional.empty())) {
      assertThat(idle.awaitClosed()).isEqualTo(1001);
    }
  }
}
