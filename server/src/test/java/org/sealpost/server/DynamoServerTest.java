package org.sealpost.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.client.testing.FakeDevice;
import org.sealpost.client.testing.ReceivedEnvelope;
import org.sealpost.config.SealpostConfig;
import org.sealpost.protocol.json.SendResult;
import org.sealpost.server.boot.SealpostServer;
import org.sealpost.server.command.StorageCommand;
import org.sealpost.server.ops.Logging;
import org.sealpost.storage.StorageRefused;
import org.sealpost.testing.dynamo.DynamoServer;
import picocli.CommandLine;

/// The server over DynamoDB, configured by a file as an operator does. Not compiled without
/// DynamoDB Local: see the profile `without-dynamo`.
class DynamoServerTest {
  @TempDir private Path folder;

  /// DynamoDB Local takes any; the SDK wants some.
  @BeforeAll
  static void giveCredentials() {
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
  }

  private Path file(String prefix) throws IOException {
    return Files.writeString(
        folder.resolve("sealpost.yml"),
        """
        listener: {port: 0}
        storage:
          type: dynamo
          dynamo:
            region: %s
            endpoint: %s
            tablePrefix: %s
        """
            .formatted(DynamoServer.REGION, DynamoServer.shared().endpoint(), prefix));
  }

  private static String run(Object... arguments) {
    StringWriter out = new StringWriter();
    CommandLine line = new CommandLine(new StorageCommand()).setOut(new PrintWriter(out));
    String[] texts = Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
    assertThat(line.execute(texts)).isZero();
    return out.toString();
  }

  @Test
  void messagesAreRelayedAndTheServerStartsAgain() throws IOException {
    Path file = file("relay-");
    SealpostConfig config = SealpostConfig.read(file, SealpostServer.standardLimits());
    Path data = folder.resolve("data");
    Logging.bootstrap();
    assertThatThrownBy(() -> SealpostServer.start(config, data))
        .isInstanceOf(StorageRefused.class)
        .hasMessageStartingWith("The table relay-accounts is not there; make it with");
    assertThat(run("create-tables", "--config", file, "--dry-run"))
        .contains("--table-name relay-accounts");
    assertThat(run("create-tables", "--config", file)).contains("The tables are there.");

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
    Path file = file("profiles-");
    assertThat(run("create-tables", "--config", file)).contains("The tables are there.");
    SealpostConfig config = SealpostConfig.read(file, SealpostServer.standardLimits());
    try (TestServer server = TestServer.start(folder.resolve("data"), _ -> config)) {
      new ProfileScenario(server).run();
      new MultiRecipientScenario(server).run();
    }
  }

  @Test
  void accountsAndDevicesComeAndGo() throws Exception {
    Path file = file("accounts-");
    SealpostConfig config = SealpostConfig.read(file, SealpostServer.standardLimits());
    run("create-tables", "--config", file);
    try (TestServer server = TestServer.start(folder.resolve("data"), _ -> config)) {
      ReregistrationScenario.run(server, server.service()::call);
      DevicesScenario.run(server, FakeDevice::tunnelled);
      new NumberScenario(server, FakeDevice::tunnelled).run();
      new UsernameScenario(server, FakeDevice::http, server.service()::call).run();
    }
  }

  @Test
  void tablesOfOtherBackendsAreNotMadeByACommand() throws IOException {
    Path file = Files.writeString(folder.resolve("sqlite.yml"), "listener: {port: 0}\n");
    StringWriter err = new StringWriter();
    int status =
        new CommandLine(new StorageCommand())
            .setErr(new PrintWriter(err))
            .setExecutionExceptionHandler((failure, command, _) -> {
              command.getErr().println(failure.getMessage());
              return 1;
            })
            .execute("create-tables", "--config", file.toString());
    assertThat(status).isEqualTo(1);
    assertThat(err.toString()).startsWith("storage.type is not dynamo;");
  }
}
