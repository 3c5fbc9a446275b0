package org.sealpost.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.config.SealpostConfig;
import org.sealpost.crypto.DevelopmentTls;
import org.sealpost.crypto.DevelopmentTls.TlsFiles;
import org.sealpost.server.boot.SealpostServer;
import org.sealpost.server.ops.Logging;
import org.sealpost.storage.StorageRefused;
import org.sealpost.testing.postgres.PostgresServer;

/// A PostgreSQL with a certificate for this machine's name and its first loopback address, reached
/// by these and by another: `sslmode=verify-full` lets nobody else be the database.
@Timeout(180)
class PostgresTlsTest {
  @TempDir private Path folder;
  private PostgresServer database;
  private TlsFiles files;

  @BeforeEach
  void start() throws IOException {
    Logging.bootstrap();
    files = certificates("tls");
    database = PostgresServer.create(folder.resolve("database"));
    database.start(
        Map.of(
            "listen_addresses",
            "127.0.0.1,127.0.0.2",
            "ssl",
            "on",
            "ssl_cert_file",
            files.certificateChain().toString(),
            "ssl_key_file",
            files.privateKey().toString()));
    // 127.0.0.1 stays as initdb made it, for the test's own questions.
    Files.writeString(
        database.data().resolve("pg_hba.conf"),
        "host all all 127.0.0.1/32 trust\nhostssl all all 127.0.0.2/32 trust\n");
    database.execute("select pg_reload_conf()");
  }

  @AfterEach
  void stop() {
    database.kill();
  }

  private TlsFiles certificates(String name) throws IOException {
    return new DevelopmentTls(
            Files.createDirectory(folder.resolve(name)), Clock.systemUTC(), new SecureRandom())
        .prepare("localhost");
  }

  private SealpostConfig config(String host, String tls) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("sealpost.yml"),
            """
            listener: {port: 0}
            storage:
              type: postgres
              postgres: {url: "jdbc:postgresql://%s:%d/postgres%s", user: %s}
            """
                .formatted(host, database.port(), tls, PostgresServer.USER));
    return SealpostConfig.read(file, SealpostServer.standardLimits());
  }

  private static String verifying(Path authority) {
    return "?sslmode=verify-full&sslrootcert=" + authority;
  }

  private void refused(String host, String tls, String sentence) throws IOException {
    SealpostConfig config = config(host, tls);
    assertThatThrownBy(() -> SealpostServer.start(config, folder.resolve("data")))
        .isInstanceOf(StorageRefused.class)
        .message()
        .contains("The database " + host + "/postgres cannot be connected to", sentence)
        .doesNotContain("Exception", "\n");
  }

  @Test
  void theServerTalksToADatabaseThatItHasVerified() throws IOException {
    SealpostConfig config = config("127.0.0.1", verifying(files.authority()));
    try (TestServer server = TestServer.start(folder.resolve("data"), _ -> config)) {
      assertThat(server.accounts().register().aci()).isNotNull();
      assertThat(
              database.ask(
                  """
                  select distinct ssl::text from pg_stat_ssl join pg_stat_activity using (pid)
                    where application_name = 'sealpost'
                  """))
          .containsExactly("true");
    }
  }

  @Test
  void aCertificateForAnotherHostIsRefused() throws IOException {
    refused("127.0.0.2", verifying(files.authority()), "its certificate is for another host");
  }

  @Test
  void aCertificateOfAnotherAuthorityIsRefused() throws IOException {
    refused(
        "127.0.0.1",
        verifying(certificates("other").authority()),
        "its certificate is not signed by what is in sslrootcert");
    refused(
        "127.0.0.1", verifying(folder.resolve("nothing.pem")), "the file of sslrootcert cannot");
  }

  @Test
  void aDatabaseWithoutTlsIsRefused() throws IOException {
    database.close();
    database.start(Map.of());
    refused("127.0.0.1", verifying(files.authority()), "it takes no TLS connections");
  }

  /// Only a database on this very machine is talked to in the clear.
  @Test
  void withoutVerificationOnlyLoopbackIsTalkedTo() throws IOException {
    SealpostConfig config = config("localhost", "");
    TestServer.start(folder.resolve("data"), _ -> config).close();
    SealpostConfig elsewhere = config("db.invalid", "?sslmode=require");
    assertThatThrownBy(() -> SealpostServer.start(elsewhere, folder.resolve("data")))
        .isInstanceOf(StorageRefused.class)
        .hasMessageContaining("the connection to it is not verified; add ?sslmode=verify-full");
  }
}
