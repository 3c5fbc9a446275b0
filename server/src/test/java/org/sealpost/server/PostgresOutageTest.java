package org.sealpost.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.client.testing.FakeDevice;
import org.sealpost.client.testing.ReceivedEnvelope;
import org.sealpost.config.SealpostConfig;
import org.sealpost.server.boot.SealpostServer;
import org.sealpost.server.ops.Logging;
import org.sealpost.storage.StorageRefused;
import org.sealpost.testing.postgres.PostgresServer;

/// A PostgreSQL that is away or not as it should be: when the server starts, what it says; while it
/// runs, that it goes on by itself.
@Timeout(180)
class PostgresOutageTest {
  private static final String ACCEPTED_ONE = "sealpost_envelopes_accepted_total 1.0";

  @TempDir private Path folder;
  private PostgresServer database;

  @BeforeEach
  void start() {
    Logging.bootstrap();
    database = PostgresServer.create(folder.resolve("database"));
    database.start(Map.of());
  }

  @AfterEach
  void stop() {
    database.kill();
  }

  private SealpostConfig config() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("sealpost.yml"),
            """
            listener: {port: 0}
            storage:
              type: postgres
              postgres: {url: "%s", user: %s}
            """
                .formatted(database.url("postgres"), PostgresServer.USER));
    return SealpostConfig.read(file, SealpostServer.standardLimits());
  }

  private TestServer server() throws IOException {
    SealpostConfig config = config();
    return TestServer.start(folder.resolve("data"), _ -> config);
  }

  private void refused(String... sentence) throws IOException {
    SealpostConfig config = config();
    assertThatThrownBy(() -> SealpostServer.start(config, folder.resolve("data")))
        .isInstanceOf(StorageRefused.class)
        .message()
        .contains(sentence)
        .doesNotContain("Exception", "\n");
  }

  @Test
  void whatIsWrongAtTheStartIsSaidInASentenceWithTheFix() throws IOException {
    server().close();

    database.kill();
    refused("The database 127.0.0.1/postgres cannot be connected to (08001): start it");
    database.start(Map.of());

    database.execute("update sealpost.schema_history set success = false where version = '3'");
    refused("half migrated; restore it from a backup");
    database.execute(
        "update sealpost.schema_history set success = true",
        """
        insert into sealpost.schema_history
            (installed_rank, version, description, type, script, installed_by, execution_time, success)
          values (99, '99', 'later', 'SQL', 'V99__later.sql', 'postgres', 1, true)
        """);
    refused("schema version 99", "use the version of Sealpost that wrote it, or a newer one");

    database.execute("delete from sealpost.schema_history where version = '99'");
    server().close();
  }

  @Test
  void aDatabaseThatGoesAndReturnsNeedsNoRestart() throws IOException {
    try (TestServer server = server()) {
      FakeDevice alice = server.accounts().register();
      FakeDevice bob = server.accounts().register().connect();
      assertThat(bob.awaitQueueEmpty()).isZero();
      assertThat(alice.sendText("before", bob).status()).isEqualTo(200);
      bob.awaitEnvelopes(1);
      assertThat(health(server))
          .startsWith("HTTP/1.1 200")
          .contains("fsync: on", "standby: none confirms", "synchronous_commit: on");
      assertThat(admin(server, "/metrics")).contains(ACCEPTED_ONE);

      database.kill();
      assertThat(alice.sendText("meanwhile", bob).status()).isEqualTo(503);
      assertThat(health(server))
          .startsWith("HTTP/1.1 503")
          .contains("the store does not answer", "nothing needs to be started again but the store");
      assertThat(admin(server, "/metrics")).startsWith("HTTP/1.1 200").contains(ACCEPTED_ONE);

      database.start(Map.of());
      awaitHealthy(server);
      assertThat(alice.sendText("meanwhile", bob).status()).isEqualTo(200);
      assertThat(alice.sendText("after", bob).status()).isEqualTo(200);
      assertThat(bob.awaitEnvelopes(3))
          .extracting(ReceivedEnvelope::text)
          .containsSubsequence("before", "meanwhile", "after");
      assertThat(bob.connections()).isEqualTo(1);
    }
  }

  private static void awaitHealthy(TestServer server) throws IOException {
    while (!health(server).startsWith("HTTP/1.1 200")) {
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  private static String health(TestServer server) throws IOException {
    return admin(server, "/healthcheck");
  }

  private static String admin(TestServer server, String path) throws IOException {
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), server.server().adminPort())) {
      socket
          .getOutputStream()
          .write(
              ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
