package org.sealpost.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.client.testing.FakeDevice;
import org.sealpost.client.transport.Call;
import org.sealpost.protocol.json.Discoverability;

/// The change of number over both transports.
class NumberTest {
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
    new NumberScenario(server, FakeDevice::http).run();
  }

  @Test
  void inASocket() throws IOException {
    new NumberScenario(server, FakeDevice::tunnelled).run();
  }

  @Test
  void discoverabilityIsKept() throws IOException {
    FakeDevice bob = server.accounts().register();
    assertThat(bob.http(discoverable(false)).status()).isEqualTo(204);
    assertThat(bob.tunnelled(discoverable(true)).status()).isEqualTo(204);
    assertThat(bob.http(discoverable(null)).status()).isEqualTo(422);
    assertThat(server.service().call(discoverable(true)).status()).isEqualTo(401);
  }

  private static Call discoverable(@Nullable Boolean wanted) {
    return Call.json(
        "PUT", "/v2/accounts/phone_number_discoverability", new Discoverability(wanted));
  }
}
