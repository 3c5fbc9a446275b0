package org.sealpost.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.storage.Storage;
import org.sealpost.storage.StorageRefused;

/// What is demanded of a database before it is used.
class OpeningTest {
  private final TestDatabase database = TestDatabase.create();

  private void refused(PostgresConfig config, String message) {
    assertThatThrownBy(() -> PostgresStorage.open(config))
        .isInstanceOf(StorageRefused.class)
        .hasMessageContaining(message);
  }

  @Test
  void theSettingsThatDurabilityHangsOnAreShown() {
    try (Storage storage = PostgresStorage.open(database.config())) {
      assertThat(storage.settings())
          .containsAllEntriesOf(
              Map.of(
                  "type", "postgres",
                  "fsync", "on",
                  "full_page_writes", "on",
                  "synchronous_commit", "on",
                  "synchronous_standby_names", ""))
          .containsKeys("server_version", "max_locks_per_transaction");
    }
  }

  @Test
  void aCommitThatDoesNotWaitForTheDiskIsRefusedUnlessAllowed() {
    database.execute(
        "alter role postgres in database " + database.name() + " set synchronous_commit = off");
    refused(database.config(), "synchronous_commit=off");
    PostgresStorage.open(database.config().withAllowUnsafe(true)).close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"fsync", "full_page_writes"})
  void aServerThatLosesPagesIsRefused(String setting) {
    ServerSettings settings =
        ServerSettings.of(
            Map.of(
                "default_transaction_isolation",
                "read committed",
                "fsync",
                setting.equals("fsync") ? "off" : "on",
                "full_page_writes",
                setting.equals("fsync") ? "on" : "off",
                "synchronous_commit",
                "on"),
            18,
            false);
    assertThatThrownBy(() -> settings.check(false))
        .isInstanceOf(StorageRefused.class)
        .hasMessageContaining(setting + "=off");
    settings.check(true);
  }

  @Test
  void anOldServerAndAStandbyAreRefused() {
    Map<String, String> good = Map.of("default_transaction_isolation", "read committed");
    assertThatThrownBy(() -> ServerSettings.of(good, 14, false).check(true))
        .isInstanceOf(StorageRefused.class)
        .hasMessage("The database is PostgreSQL 14; use 15 or newer.");
    assertThatThrownBy(() -> ServerSettings.of(good, 18, true).check(true))
        .isInstanceOf(StorageRefused.class)
        .hasMessageContaining("standby");
  }

  /// A snapshot from before the lock would not see what the lock's last holder stored.
  @Test
  void anotherIsolationIsRefused() {
    database.execute(
        "alter database "
            + database.name()
            + " set default_transaction_isolation = 'repeatable read'");
    refused(database.config().withAllowUnsafe(true), "read committed");
  }

  @Test
  void aNewerSchemaIsRefused() {
    PostgresStorage.open(database.config()).close();
    database.execute(
        """
        insert into sealpost.schema_history
            (installed_rank, version, description, type, script, installed_by, execution_time, success)
          values (99, '99', 'later', 'SQL', 'V99__later.sql', 'postgres', 1, true)
        """);
    refused(database.config(), "schema version 99 and this program knows " + Schema.VERSION);
  }

  @Test
  void aHalfMigratedSchemaIsRefused() {
    PostgresStorage.open(database.config()).close();
    database.execute("update sealpost.schema_history set success = false where version = '5'");
    refused(database.config(), "half migrated");
  }

  @Test
  void theVersionIsThatOfTheNewestMigration() throws Exception {
    Path migrations =
        Path.of(Schema.class.getResource("migration/V1__tables.sql").toURI()).getParent();
    try (Stream<Path> files = Files.list(migrations)) {
      assertThat(files.map(file -> file.getFileName().toString().replaceAll("V([0-9]+)__.*", "$1")))
          .contains(Integer.toString(Schema.VERSION))
          .doesNotContain(Integer.toString(Schema.VERSION + 1));
    }
  }

  @Test
  void nodesThatStartTogetherMigrateOnce() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Boolean> opens =
          () -> {
            PostgresStorage.open(database.config()).close();
            return true;
          };
      for (var opened : threads.invokeAll(List.of(opens, opens))) {
        assertThat(opened.get()).isTrue();
      }
    }
    assertThat(database.ask("select version from sealpost.schema_history where type = 'SQL'"))
        .hasSize(Schema.VERSION);
  }

  @Test
  void whatKeepsFromConnectingIsSaidWithTheFix() {
    refused(PostgresConfig.at(database.server().url("nowhere"), "postgres"), "create it");
    refused(PostgresConfig.at("jdbc:postgresql://127.0.0.1:1/x", "postgres"), "start it");
    refused(PostgresConfig.at(database.url(), "nobody"), "correct them");
  }

  /// The second one covers a name's DNS too.
  @Test
  void theDriverIsToldHowLongToWait() {
    PostgresConfig config = database.config().withConnectTimeout(Duration.ofSeconds(7));
    assertThat(ServerAddress.of(database.url(), false).properties(config))
        .containsEntry("connectTimeout", "7")
        .containsEntry("loginTimeout", "7");
  }

  /// The kernel takes the connection; nobody says anything.
  @Test
  @Timeout(60)
  void aDatabaseThatDoesNotAnswerIsGivenUpInTime() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      refused(
          PostgresConfig.at(
                  "jdbc:postgresql://127.0.0.1:" + silent.getLocalPort() + "/x", "postgres")
              .withConnectTimeout(Duration.ofSeconds(1)),
          "(08001): nothing answered within 1 s (storage.postgres.connectTimeout)");
    }
  }

  /// As a firewall does that drops packets: the queue of the listener is full.
  @Test
  @Timeout(60)
  void aDatabaseThatTakesNoConnectionIsGivenUpInTime() throws Exception {
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Selector selector = Selector.open()) {
      List<SocketChannel> filling = new ArrayList<>();
      try {
        for (int i = 0; i < 4; i++) {
          SocketChannel channel = SocketChannel.open();
          filling.add(channel);
          channel.configureBlocking(false);
          channel.register(selector, SelectionKey.OP_CONNECT);
          channel.connect(full.getLocalSocketAddress());
        }
        refused(
            PostgresConfig.at(
                    "jdbc:postgresql://127.0.0.1:" + full.getLocalPort() + "/x", "postgres")
                .withConnectTimeout(Duration.ofSeconds(1)),
            "nothing answered within 1 s");
      } finally {
        for (SocketChannel channel : filling) {
          channel.close();
        }
      }
    }
  }

  @Test
  void aHostThatIsNotKnownIsSaid() {
    refused(
        PostgresConfig.at("jdbc:postgresql://nowhere.invalid/x", "postgres").withAllowUnsafe(true),
        "its host is not known here");
  }

  /// It would be cut off, and again at each start.
  @Test
  void aMigrationMayTakeLongerThanACall() {
    ServerAddress address = ServerAddress.of(database.url(), false);
    assertThat(address.properties(database.config())).containsKey("socketTimeout");
    assertThat(address.propertiesOfMigrations(database.config()))
        .doesNotContainKey("socketTimeout");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          jdbc:postgresql://db.example.org/sealpost                            | verify-full
          jdbc:postgresql://db.example.org/sealpost?sslmode=require            | verify-full
          jdbc:postgresql://127.0.0.1,db.example.org/sealpost                  | verify-full
          jdbc:postgresql://127.0.0.1.example.org/sealpost                     | verify-full
          jdbc:postgresql://localhost/sealpost?user=a&password=b               | holds a user or a password
          jdbc:mysql://localhost/sealpost                                      | is not one
          """)
  void urlsAreRefused(String url, String why) {
    assertThatThrownBy(() -> ServerAddress.of(url, false))
        .isInstanceOf(StorageRefused.class)
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://db.example.org:6432/sealpost?sslmode=verify-full",
        "jdbc:postgresql://localhost/sealpost",
        "jdbc:postgresql://[::1]:5432/sealpost",
        "jdbc:postgresql://127.0.0.1/sealpost"
      })
  void urlsAreTaken(String url) {
    assertThat(ServerAddress.of(url, false).url()).isEqualTo(url);
  }

  @Test
  void aReplicaOverANetworkIsVerifiedLikeAnyDatabase() {
    refused(
        database.config().withReplicaUrl(Optional.of("jdbc:postgresql://db.invalid/x")),
        "verify-full");
  }

  @Test
  void thePasswordIsInNoText() {
    PostgresConfig config =
        database
            .config()
            .withPassword(
                Optional.of(SecretBytes.copyOf("hunter2".getBytes(StandardCharsets.UTF_8))));
    assertThat(config.toString()).doesNotContain("hunter2");
    PostgresStorage.open(config).close();
  }
}
