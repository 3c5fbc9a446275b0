package org.sealpost.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.client.testing.FakeDevice;
import org.sealpost.client.testing.ReceivedEnvelope;
import org.sealpost.config.SealpostConfig;
import org.sealpost.server.boot.SealpostServer;
import org.sealpost.server.command.StorageCommand;
import org.sealpost.storage.StorageRefused;
import org.sealpost.storage.copy.CopyTarget;
import org.sealpost.storage.sqlite.SqliteConfig;
import org.sealpost.storage.sqlite.SqliteCopy;
import org.sealpost.testing.postgres.PostgresServer;
import picocli.CommandLine;

/// A server that goes on over another database, with everything that was in the first.
class StorageCopyTest {
  private static final int QUEUED = 60;

  @TempDir private Path folder;

  /// Of each server, so that devices find the next one where the one before was.
  private int port;

  @BeforeEach
  void findPort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
  }

  private Path file(String name, String storage) throws IOException {
    return Files.writeString(
        folder.resolve(name), "listener: {port: " + port + "}\nstorage: " + storage + "\n");
  }

  private TestServer start(Path config) {
    return TestServer.start(
        folder.resolve("data"), _ -> SealpostConfig.read(config, SealpostServer.standardLimits()));
  }

  private String copy(Path from, Path to) {
    CommandLine line = new CommandLine(new StorageCommand());
    StringWriter out = new StringWriter();
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(out));
    line.setExecutionExceptionHandler((failure, command, _) -> {
      command.getErr().println(failure.getMessage());
      return 1;
    });
    int status =
        line.execute(
            Stream.of("copy", "--data", folder.resolve("data"), "--from", from, "--to", to)
                .map(Object::toString)
                .toArray(String[]::new));
    return status + " " + out;
  }

  private static List<String> texts(int count) {
    return IntStream.range(0, count).mapToObj(i -> "queued " + i).toList();
  }

  private static String newDatabase() throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                PostgresServer.shared().url("postgres"), PostgresServer.USER, "");
        Statement statement = connection.createStatement()) {
      statement.execute("create database copied");
    }
    return PostgresServer.shared().url("copied");
  }

  @Test
  void aQueueGoesFromAFileToPostgresAndToAnotherFile() throws Exception {
    Path first = file("1.yml", "{file: first.db}");
    Path postgres =
        file(
            "2.yml",
            "{type: postgres, postgres: {url: '%s', user: %s}}"
                .formatted(newDatabase(), PostgresServer.USER));
    Path second = file("3.yml", "{file: second.db}");
    try (TestServer server = start(first)) {
      FakeDevice alice = server.accounts().register();
      FakeDevice bob = server.accounts().register();
      for (String text : texts(QUEUED)) {
        assertThat(alice.sendText(text, bob).status()).isEqualTo(200);
      }
      assertThat(copy(first, postgres)).startsWith("1 ").contains("stop it, then try again");
      server.server().close();
      assertThat(copy(first, postgres))
          .startsWith("0 ")
          .containsPattern("accounts +2 ")
          .containsPattern("envelopes +" + QUEUED + " ")
          .contains("Both read the same");
      try (TestServer _ = start(postgres)) {
        assertThat(alice.sendText("queued " + QUEUED, bob).status()).isEqualTo(200);
      }
      assertThat(copy(first, postgres)).startsWith("1 ").contains("is not empty");
      assertThat(copy(postgres, second)).startsWith("0 ");
      try (TestServer _ = start(second)) {
        bob.connect();
        assertThat(bob.awaitEnvelopes(QUEUED + 1))
            .extracting(ReceivedEnvelope::text)
            .containsExactlyElementsOf(texts(QUEUED + 1));
      }
    }
  }

  /// A wrong name on the command line is no copy of nothing.
  @Test
  void whatCannotBeCopiedIsSaidInASentence() throws IOException {
    Path config = file("1.yml", "{file: 1.db}");
    start(config).close();
    assertThat(copy(config, config)).startsWith("1 ").contains("name the same database");
    assertThat(copy(config, file("2.yml", "{file: ../data/1.db}")))
        .startsWith("1 ")
        .contains("is open already");
    assertThat(copy(file("3.yml", "{file: 3.db}"), file("4.yml", "{file: 4.db}")))
        .startsWith("1 ")
        .contains("There is no database " + folder.resolve("data/3.db"));
    assertThat(folder.resolve("data/3.db")).doesNotExist();
  }

  @Test
  void whereTheOldDatabaseIsDamagedTheOperatorReadsWhich() throws Exception {
    Path config = file("1.yml", "{file: 1.db}");
    start(config).close();
    Path old = folder.resolve("data/1.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + old);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("insert into inbox (id) values (x'0102')");
    }
    assertThat(copy(config, file("2.yml", "{file: 2.db}")))
        .startsWith("1 the copy cannot go on (sqlite " + old)
        .contains("put that database back from its backup");
  }

  @Test
  void whatIsBeingCopiedIntoIsNoServersDatabase() throws IOException {
    Path config = file("1.yml", "{file: new.db}");
    start(file("2.yml", "{file: old.db}")).close();
    Path target = folder.resolve("data/new.db");
    try (CopyTarget copy = SqliteCopy.target(SqliteConfig.at(target))) {
      copy.begin("another");
    }
    assertThatThrownBy(() -> start(config))
        .isInstanceOf(StorageRefused.class)
        .hasMessage(
            "The database %s is being copied into; finish that with: sealpost storage copy.",
            target);
  }
}
