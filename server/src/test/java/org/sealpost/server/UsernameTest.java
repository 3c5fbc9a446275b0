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

/// Usernames over both transports.
class UsernameTest {
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
  void overHttp() throws Exception {
    new UsernameScenario(server, FakeDevice::http, server.service()::call).run();
  }

  @Test
  void inASocket() throws Exception {
    new UsernameScenario(server, FakeDevice::tunnelled, server.accounts().register()::anonymously)
        .run();
  }

  @Test
  void whoLooksForTooManyHasToWait() throws IOException {
    Call lookup = Call.get("/v1/accounts/username_hash/" + "A".repeat(43));
    Reply last = server.service().call(lookup);
    for (int i = 0; last.status() == 404 && i < 1000; i++) {
      last = server.service().call(lookup);
    }
    assertThat(last.status()).isEqualTo(429);
    assertThat(last.retryAfter()).isPresent();
  }
}
