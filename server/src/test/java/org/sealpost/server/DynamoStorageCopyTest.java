package org.sealpost.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.client.testing.FakeDevice;
import org.sealpost.client.testing.ReceivedEnvelope;
import org.sealpost.config.SealpostConfig;
import org.sealpost.server.boot.SealpostServer;
import org.sealpost.server.command.StorageCommand;
import org.sealpost.testing.dynamo.DynamoServer;
import picocli.CommandLine;

/// A server that goes from a file to DynamoDB and back, by the command. Not compiled without
/// DynamoDB Local: see the profile `without-dynamo`.
class DynamoStorageCopyTest {
  private static final int QUEUED = 30;

  @TempDir private Path folder;

  /// Of each server, so that devices find the next one where the one before was.
  private int port;

  /// DynamoDB Local takes any; the SDK wants some.
  @BeforeAll
  static void giveCredentials() {
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
  }

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

  private Path tables(String name, String prefix, boolean create) throws IOException {
    return file(
        name,
        "{type: dynamo, dynamo: {region: %s, endpoint: '%s', tablePrefix: %s, createTables: %s}}"
            .formatted(DynamoServer.REGION, DynamoServer.shared().endpoint(), prefix, create));
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

  /// Over DynamoDB the first send to an inbox that the copy brought brings it to its device list.
  @Test
  void aQueueGoesFromAFileToDynamoAndBack() throws IOException {
    Path first = file("1.yml", "{file: first.db}");
    Path missing = tables("2.yml", "copied-", false);
    Path dynamo = tables("3.yml", "copied-", true);
    Path second = file("4.yml", "{file: second.db}");
    try (TestServer server = start(first)) {
      FakeDevice alice = server.accounts().register();
      FakeDevice bob = server.accounts().register();
      for (String text : texts(QUEUED)) {
        assertThat(alice.sendText(text, bob).status()).isEqualTo(200);
      }
      server.server().close();
      assertThat(copy(first, missing))
          .startsWith("1 ")
          .contains("The table copied-accounts is not there; make it with");
      assertThat(copy(first, dynamo))
          .startsWith("0 ")
          .containsPattern("accounts +2 ")
          .containsPattern("envelopes +" + QUEUED + " ")
          .contains("Both read the same");
      assertThat(copy(first, dynamo)).startsWith("1 ").contains("are not empty");
      try (TestServer _ = start(dynamo)) {
        assertThat(alice.sendText("queued " + QUEUED, bob).status()).isEqualTo(200);
      }
      assertThat(copy(dynamo, second)).startsWith("0 ").contains("Both read the same");
      try (TestServer _ = start(second)) {
        bob.connect();
        assertThat(bob.awaitEnvelopes(QUEUED + 1))
            .extracting(ReceivedEnvelope::text)
            .containsExactlyElementsOf(texts(QUEUED + 1));
      }
    }
  }
}
