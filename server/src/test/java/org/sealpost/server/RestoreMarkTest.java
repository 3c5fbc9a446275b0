package org.sealpost.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.client.testing.FakeDevice;
import org.sealpost.client.testing.ReceivedEnvelope;
import org.sealpost.client.transport.Call;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.IdentityType;
import org.sealpost.protocol.json.KeyCount;
import org.sealpost.server.command.RestoreMarkCommand;
import org.sealpost.storage.audit.SequencedEntry;
import org.sealpost.storage.sqlite.SqliteConfig;
import org.sealpost.storage.sqlite.SqliteStorage;
import picocli.CommandLine;

/// A server whose database was put back from a backup.
class RestoreMarkTest {
  @TempDir private Path folder;
  private Path data;
  private int port;

  @BeforeEach
  void findPort() throws IOException {
    data = folder.resolve("data");
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
  }

  private TestServer start() {
    return TestServer.start(data, config -> config.withPort(port));
  }

  private String mark() {
    CommandLine line = new CommandLine(new RestoreMarkCommand());
    StringWriter out = new StringWriter();
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(out));
    line.setExecutionExceptionHandler((failure, command, _) -> {
      command.getErr().println(failure.getMessage());
      return 1;
    });
    return line.execute("--data", data.toString()) + " " + out;
  }

  private static KeyCount count(FakeDevice device) throws IOException {
    Call ask = Call.get("/v2/keys?identity=aci");
    return device.http(ask).orThrow(ask).json(KeyCount.class);
  }

  private void restore(Path from, Path to) throws IOException {
    Files.copy(
        from.resolve("sealpost.db"),
        to.resolve("sealpost.db"),
        StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void noPreKeyThatWasHandedOutSinceTheBackupIsHandedOutAgain() throws IOException {
    try (TestServer first = start()) {
      FakeDevice alice = first.accounts().register();
      FakeDevice bob = first.accounts().register();
      assertThat(bob.publishPreKeys(IdentityType.ACI, 10).status()).isEqualTo(200);
      bob.disconnect();
      bob.awaitClosed();
      assertThat(alice.sendText("before the backup", bob).status()).isEqualTo(200);
      assertThat(mark()).startsWith("1 ").contains("stop it, then try again");
      first.server().close();
      restore(data, folder);
      Call fetch = Call.get("/v2/keys/" + bob.aci().text() + "/1");
      try (TestServer _ = start()) {
        assertThat(text(alice.http(fetch).orThrow(fetch).body())).contains("\"preKey\":{");
      }

      restore(folder, data);
      assertThat(mark()).startsWith("0 ").contains("start the server");
      assertThat(mark()).startsWith("0 ");
      try (TestServer _ = start()) {
        assertThat(count(bob)).isEqualTo(new KeyCount(0, 0));
        assertThat(text(alice.http(fetch).orThrow(fetch).body()))
            .contains("signedPreKey")
            .contains("\"preKey\":null");
        bob.connect();
        assertThat(bob.awaitEnvelopes(1))
            .extracting(ReceivedEnvelope::text)
            .containsExactly("before the backup");
        assertThat(bob.publishPreKeys(IdentityType.ACI, 10).status()).isEqualTo(200);
        assertThat(count(bob)).isEqualTo(new KeyCount(10, 10));
      }
    }
    assertThat(events()).filteredOn(event -> event.contains("store.restored")).hasSize(2);
  }

  private List<String> events() {
    try (SqliteStorage storage = SqliteStorage.open(SqliteConfig.at(data.resolve("sealpost.db")))) {
      return Stream.concat(
              storage.audit().pending(1_000).stream(),
              storage.audit().read(0, 1_000).stream().map(SequencedEntry::entry))
          .map(entry -> text(entry.event()))
          .toList();
    }
  }

  private static String text(Bytes bytes) {
    return new String(bytes.toByteArray(), StandardCharsets.UTF_8);
  }
}
