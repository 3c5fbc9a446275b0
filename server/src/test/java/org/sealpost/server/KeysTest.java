package org.sealpost.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.client.testing.FakeDevice;
import org.sealpost.client.testing.ReceivedEnvelope;
import org.sealpost.config.SealpostConfig;
import org.sealpost.crypto.KeysRefused;
import org.sealpost.kms.aws.StandInKms;
import org.sealpost.protocol.json.ClientProfile;
import org.sealpost.server.boot.SealpostServer;
import org.sealpost.server.command.KeysCommand;
import picocli.CommandLine;

/// Servers whose keys folder is protected by each of the providers, and the change from one to
/// another.
class KeysTest {
  @TempDir private Path folder;
  private Path data;

  @BeforeEach
  void credentials() {
    data = folder.resolve("data");
    System.setProperty("aws.accessKeyId", StandInKms.ACCESS_KEY);
    System.setProperty("aws.secretAccessKey", StandInKms.SECRET);
  }

  @AfterEach
  void noCredentials() {
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
  }

  private Path file(String name, String keys) throws IOException {
    return Files.writeString(folder.resolve(name), "listener: {port: 0}\nkeys: " + keys + "\n");
  }

  private static SealpostConfig config(Path file) {
    return SealpostConfig.read(file, SealpostServer.standardLimits());
  }

  private TestServer start(Path config) {
    return TestServer.start(data, _ -> config(config));
  }

  private String protect(Path from, Path to) {
    CommandLine line = new CommandLine(new KeysCommand());
    StringWriter out = new StringWriter();
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(out));
    line.setExecutionExceptionHandler((failure, command, _) -> {
      command.getErr().println(failure.getMessage());
      return 1;
    });
    int status =
        line.execute(
            Stream.of("protect", "--data", data, "--config", from, "--to", to)
                .map(Object::toString)
                .toArray(String[]::new));
    return status + " " + out;
  }

  private static String kms(StandInKms kms, String timeout) {
    return "{type: kms, kms: {keyId: '%s', endpoint: '%s', timeout: %s}}"
        .formatted(StandInKms.KEY, kms.uri(), timeout);
  }

  @Test
  void fromTheFolderToAnotherMountToKmsAndBack() throws IOException {
    Path inFolder = file("1.yml", "{type: file}");
    Path mount = Files.createDirectory(folder.resolve("mount"));
    Path elsewhere = file("2.yml", "{type: file, file: " + mount.resolve("a.key") + "}");
    ClientProfile profile;
    try (TestServer server = start(inFolder)) {
      profile = server.profile();
      FakeDevice alice = server.accounts().register();
      FakeDevice bob = server.accounts().register();
      assertThat(alice.sendText("waits", bob).status()).isEqualTo(200);
      assertThat(protect(inFolder, elsewhere)).startsWith("1 ").contains("stop it");

      server.server().close();
      assertThat(protect(inFolder, elsewhere)).startsWith("0 ").contains("Protected 2 files");
      assertThat(protect(inFolder, elsewhere)).startsWith("0 ").contains("nothing was changed");
    }
    assertThat(mount.resolve("a.key")).hasSize(32);
    assertThatThrownBy(() -> start(inFolder))
        .isInstanceOf(KeysRefused.class)
        .hasMessageContaining("does not open with the key that `keys` in the configuration names");
    Files.delete(data.resolve("keys/provider.key"));
    try (TestServer server = start(elsewhere)) {
      assertThat(server.profile().zkGroupServerPublicParams())
          .isEqualTo(profile.zkGroupServerPublicParams());
    }

    try (StandInKms kms = new StandInKms()) {
      Path inKms = file("3.yml", kms(kms, "1m"));
      assertThat(protect(elsewhere, inKms)).startsWith("0 ").contains("Protected 2 files");
      Files.delete(mount.resolve("a.key"));
      int before = kms.answered();
      try (TestServer server = start(inKms)) {
        assertThat(kms.answered()).isEqualTo(before + 2);
        FakeDevice alice = server.accounts().register();
        FakeDevice bob = server.accounts().register();
        kms.always(StandInKms.Trouble.DENIED);
        assertThat(alice.sendText("without KMS", bob).status()).isEqualTo(200);
        bob.connect();
        assertThat(bob.awaitEnvelopes(1))
            .extracting(ReceivedEnvelope::text)
            .containsExactly("without KMS");
      }
      assertThatThrownBy(() -> start(inKms))
          .isInstanceOf(KeysRefused.class)
          .hasMessageContaining("denies access");
      assertThat(protect(inKms, inFolder)).startsWith("1 ").contains("denies access");
      kms.always(StandInKms.Trouble.SILENT);
      Path impatient = file("4.yml", kms(kms, "1s"));
      assertThatThrownBy(() -> start(impatient))
          .isInstanceOf(KeysRefused.class)
          .hasMessageContaining("did not answer within 1000 ms");
      kms.wellAgain();
      assertThat(protect(inKms, inFolder)).startsWith("0 ").contains("Protected 2 files");
    }
    start(inFolder).close();
  }

  @Test
  void aKeyThatIsNotThereIsOneSentence() throws IOException {
    Path env = file("1.yml", "{type: env, variable: SEALPOST_NO_SUCH_KEY}");
    assertThatThrownBy(() -> start(env))
        .isInstanceOf(KeysRefused.class)
        .hasMessageContaining("SEALPOST_NO_SUCH_KEY is not set");
    Path credential = file("2.yml", "{type: credential}");
    assertThatThrownBy(() -> start(credential))
        .isInstanceOf(KeysRefused.class)
        .hasMessageContaining("LoadCredentialEncrypted=sealpost-key");
    Path unmounted = file("3.yml", "{type: file, file: " + folder.resolve("none/a.key") + "}");
    assertThatThrownBy(() -> start(unmounted))
        .isInstanceOf(KeysRefused.class)
        .hasMessageContaining("mount its disk");
    assertThat(data.resolve("keys")).doesNotExist();
  }
}
