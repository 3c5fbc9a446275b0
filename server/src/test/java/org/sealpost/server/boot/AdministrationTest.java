package org.sealpost.server.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.client.testing.FakeAccounts;
import org.sealpost.client.testing.FakeDevice;
import org.sealpost.client.testing.ReceivedEnvelope;
import org.sealpost.client.transport.Service;
import org.sealpost.config.SealpostConfig;
import org.sealpost.server.ops.Logging;

/// `keys rotate` and `account delete` as an administrator calls them.
class AdministrationTest {
  @TempDir private Path folder;

  private Path data() {
    return folder.resolve("data");
  }

  private static SealpostConfig config() {
    return SealpostConfig.defaults(SealpostServer.standardLimits()).withPort(0);
  }

  private SealpostServer start() {
    Logging.bootstrap();
    return SealpostServer.start(config(), data());
  }

  private FakeAccounts accounts(Service service) {
    return new FakeAccounts(
        service,
        number -> Commands.on(data(), config(), operations -> operations.invite(number)).code());
  }

  private Service service() {
    return new Service(Commands.on(data(), config(), Operations::clientProfile));
  }

  @Test
  void aServerThatRunsUsesTheNewGenerationAtOnce() throws IOException {
    FakeDevice bob;
    try (SealpostServer _ = start();
        Service service = service();
        FakeAccounts accounts = accounts(service)) {
      FakeDevice alice = accounts.register();
      bob = accounts.register();
      assertThat(alice.sendText("before", bob).status()).isEqualTo(200);

      CommandRun rotated = CommandRun.of("keys", "rotate", "--data", data());
      assertThat(rotated.text())
          .contains("Made the store key of generation 2.")
          .contains("Wrapped 3 data keys with generation 2.")
          .contains("The older store keys are still there");
      CommandRun destroyed =
          CommandRun.of("keys", "rotate", "--destroy-previous", "--data", data());
      assertThat(destroyed.text())
          .contains("Made the store key of generation 3.")
          .contains("Destroyed the store keys of generation 1, 2")
          .contains("every other copy of the keys folder");
      assertThat(data().resolve("keys/store-key.2")).doesNotExist();

      assertThat(alice.sendText("after", bob).status()).isEqualTo(200);
      FakeDevice carol = accounts.register();
      assertThat(carol.sendText("from carol", bob).status()).isEqualTo(200);
    }
    try (SealpostServer _ = start();
        Service service = service();
        FakeDevice again = bob.onService(service)) {
      assertThat(again.connect().awaitEnvelopes(3))
          .extracting(ReceivedEnvelope::text)
          .containsExactly("before", "after", "from carol");
    }
  }

  @Test
  void aServerThatDoesNotRunIsRotatedToo() throws IOException {
    start().close();
    assertThat(CommandRun.of("keys", "rotate", "--destroy-previous", "--data", data()).text())
        .contains("Wrapped 1 data keys with generation 2.")
        .contains("Destroyed the store keys of generation 1");
    start().close();
  }

  /// What an interrupted command left is gone on with by the next one, of a server that runs too.
  @Test
  void anInterruptedRotationIsGoneOnWith() throws IOException {
    start().close();
    Commands.on(data(), config(), operations -> operations.beginRotation(true));
    try (SealpostServer _ = start()) {
      CommandRun resumed = CommandRun.of("keys", "rotate", "--data", data());
      assertThat(resumed.text())
          .contains("Goes on with the rotation that was interrupted: generation 2, begun 20")
          .contains("Destroyed the store keys of generation 1");
    }
    assertThat(data().resolve("keys/rotation")).doesNotExist();
    start().close();
  }

  @Test
  void oldKeysAreRefusedByADatabaseThatRetiredThem() throws IOException {
    start().close();
    Path then = Files.createDirectory(folder.resolve("then"));
    for (String name : new String[] {"store-key.1"}) {
      Files.copy(data().resolve("keys").resolve(name), then.resolve(name));
    }
    assertThat(CommandRun.of("keys", "rotate", "--destroy-previous", "--data", data()).status())
        .isZero();
    Files.delete(data().resolve("keys/store-key.2"));
    Files.copy(then.resolve("store-key.1"), data().resolve("keys/store-key.1"));
    CommandRun refused =
        CommandRun.of("account", "delete", "--yes", "--number", "+15550001111", "--data", data());
    assertThat(refused.text()).contains("do not open the database");
  }

  @Test
  void nothingIsDeletedUnasked() throws IOException {
    start().close();
    assertThat(
            CommandRun.of("account", "delete", "--number", "+15550001111", "--data", data()).text())
        .contains("nothing was deleted; give --yes");
    assertThat(
            CommandRun.of(
                    "account", "delete", "--yes", "--number", "+15550001111", "--data", data())
                .text())
        .contains("there is no account with that number");
    assertThat(
            CommandRun.of("account", "delete", "--yes", "--number", "5550001111", "--data", data())
                .text())
        .contains("--number is not in E.164 form");
  }

  @Test
  void whatIsKeptOfADeletedNumberIsForgottenOnce() throws IOException {
    start().close();
    Path data = data();
    assertThat(
            CommandRun.of("account", "forget", "--number", "+15550001111", "--data", data).text())
        .contains("nothing is kept of a deleted account with that number");
    assertThat(CommandRun.of("account", "forget", "--number", "5550001111", "--data", data).text())
        .contains("--number is not in E.164 form");
  }
}
