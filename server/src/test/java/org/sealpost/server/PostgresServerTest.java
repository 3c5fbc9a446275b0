package org.sealpost.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.client.testing.FakeDevice;
import org.sealpost.client.testing.ReceivedEnvelope;
import org.sealpost.config.SealpostConfig;
import org.sealpost.protocol.json.SendResult;
import org.sealpost.server.boot.SealpostServer;
import org.sealpost.server.ops.Logging;
import org.sealpost.storage.StorageRefused;
import org.sealpost.testing.postgres.PostgresServer;

/// The server over a PostgreSQL, configured by a file as an operator does.
class PostgresServerTest {
  @TempDir private Path folder;

  private SealpostConfig config(String url) throws IOException {
    Path file = folder.resolve("sealpost.yml");
    Path password = Files.writeString(folder.resolve("password"), "not asked for\n");
    Files.writeString(
        file,
        """
        listener: {port: 0}
        storage:
          type: postgres
          postgres:
            url: %s
            user: %s
            passwordFile: %s
            poolSize: 4
        """
            .formatted(url, PostgresServer.USER, password));
    return SealpostConfig.read(file, SealpostServer.standardLimits());
  }

  @Test
  void messagesAreRelayedAndTheServerStartsAgain() throws IOException {
    SealpostConfig config = config(PostgresServer.shared().url("postgres"));
    Path data = folder.resolve("data");
    try (TestServer server = TestServer.start(data, _ -> config)) {
      FakeDevice alice = server.accounts().register();
      FakeDevice bob = server.accounts().register().connect();
      assertThat(bob.awaitQueueEmpty()).isZero();
      assertThat(alice.sendText("live", bob).json(SendResult.class).needsSync()).isFalse();
      assertThat(bob.awaitEnvelopes(1).getFirst().text()).isEqualTo("live");
      bob.disconnect();
      bob.awaitClosed();

      for (int i = 0; i < 3; i++) {
        assertThat(alice.sendText("queued " + i, bob).status()).isEqualTo(200);
      }
      bob.connect();
      assertThat(bob.awaitQueueEmpty()).isNotZero();
      // The first one may come again: its answer may not be committed yet.
      assertThat(bob.received())
          .extracting(ReceivedEnvelope::text)
          .filteredOn(text -> !text.equals("live"))
          .containsExactly("queued 0", "queued 1", "queued 2");
    }
    assertThat(Files.exists(data.resolve("sealpost.db"))).isFalse();
    TestServer.start(data, _ -> config).close();
  }

  @Test
  void profilesAndMultiRecipientSendsAreServed() throws Exception {
    PostgresServer.shared().execute("create database profiles_are_served");
    SealpostConfig config = config(PostgresServer.shared().url("profiles_are_served"));
    try (TestServer server = TestServer.start(folder.resolve("data"), _ -> config)) {
      new ProfileScenario(server).run();
      new MultiRecipientScenario(server).run();
    }
  }

  @Test
  void accountsAndDevicesComeAndGo() throws Exception {
    PostgresServer.shared().execute("create database accounts_and_devices");
    SealpostConfig config = config(PostgresServer.shared().url("accounts_and_devices"));
    try (TestServer server = TestServer.start(folder.resolve("data"), _ -> config)) {
      ReregistrationScenario.run(server, server.service()::call);
      DevicesScenario.run(server, FakeDevice::tunnelled);
      new NumberScenario(server, FakeDevice::tunnelled).run();
      new UsernameScenario(server, FakeDevice::http, server.service()::call).run();
    }
  }

  @Test
  void aDatabaseThatIsAwayIsNamedWithTheFix() throws IOException {
    Logging.bootstrap();
    SealpostConfig config = config("jdbc:postgresql://127.0.0.1:1/sealpost");
    assertThatThrownBy(() -> SealpostServer.start(config, folder.resolve("data")))
        .isInstanceOf(StorageRefused.class)
        .hasMessageStartingWith("The database 127.0.0.1/sealpost cannot be connected to (08001):");
  }
}
