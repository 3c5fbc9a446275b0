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
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.json.ClientProfile;
import org.sealpost.protocol.json.WireJson;
import org.sealpost.server.command.ClientProfileCommand;
import org.sealpost.server.command.InviteCommand;
import org.sealpost.server.command.ServeCommand;
import org.sealpost.server.command.VersionCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// Commands on a folder, with and without a server in it; each failure is one sentence with a fix.
class CommandsTest {
  @TempDir private Path folder;

  @Command(name = "sealpost")
  private static final class Root {}

  private record Result(int status, String out, String err) {}

  private static Result run(Object... arguments) {
    CommandLine line =
        new CommandLine(new Root())
            .addSubcommand(new ServeCommand())
            .addSubcommand(new InviteCommand())
            .addSubcommand(new ClientProfileCommand())
            .addSubcommand(new VersionCommand());
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    line.setExecutionExceptionHandler((failure, command, _) -> {
      command.getErr().println(failure.getMessage());
      return 1;
    });
    int status = line.execute(Stream.of(arguments).map(Object::toString).toArray(String[]::new));
    return new Result(status, out.toString(), err.toString());
  }

  @Test
  void invitesAndProfilesAreHadWithAndWithoutTheServer() throws Exception {
    Path data = folder.resolve("data");
    String url;
    Result running;
    try (TestServer server = TestServer.start(data)) {
      url = server.server().url();
      Result invite = run("invite", "--number", "+15550001111", "--quiet", "--data", data);
      assertThat(invite.status()).isZero();
      assertThat(invite.out().strip()).matches("\\d{10}");
      running = run("client-profile", "--data", data);
      assertThat(running.status()).isZero();
      assertThat(run("invite", "--number", "+15550001111", "--data", data).out())
          .containsPattern("code +\\d{10}")
          .contains("+15550001111");
    }
    assertThat(Files.exists(data.resolve("control.sock"))).isFalse();
    Result stopped = run("client-profile", "--data", data);
    assertThat(stopped).isEqualTo(running);
    ClientProfile profile =
        WireJson.read(
            Bytes.wrap(stopped.out().getBytes(java.nio.charset.StandardCharsets.UTF_8)),
            ClientProfile.class);
    assertThat(profile.url()).isEqualTo(url);
    assertThat(profile.caPem()).contains("BEGIN CERTIFICATE");
    assertThat(profile.unidentifiedSenderTrustRoot().size()).isEqualTo(33);
    assertThat(profile.zkGroupServerPublicParams().size()).isEqualTo(673);
    assertThat(profile.genericServerPublicParams().size()).isEqualTo(225);
    assertThat(profile.backupServerPublicParams().size()).isEqualTo(225);
    Result invite = run("invite", "--number", "+15550002222", "--quiet", "--data", data);
    assertThat(invite.out().strip()).matches("\\d{10}");
  }

  @Test
  void anInviteOfAStoppedServerWorksOnTheRunningOne() throws IOException {
    Path data = folder.resolve("data");
    TestServer.start(data).close();
    var number = org.sealpost.client.testing.FakeAccounts.freshNumber();
    String code = run("invite", "--number", number.e164(), "--quiet", "--data", data).out().strip();
    try (TestServer server = TestServer.start(data);
        var accounts = new org.sealpost.client.testing.FakeAccounts(server.service(), _ -> code)) {
      assertThat(accounts.register(number).number()).isEqualTo(number);
      Result again = run("invite", "--number", number.e164(), "--data", data);
      assertThat(again.err()).contains("takes it over");
    }
  }

  @Test
  void theKeysOfAnotherServerAreRefusedAtOnce() throws IOException {
    Path data = folder.resolve("data");
    Path other = folder.resolve("other");
    TestServer.start(data).close();
    TestServer.start(other).close();
    Files.move(data.resolve("keys"), folder.resolve("kept"));
    Files.move(other.resolve("keys"), data.resolve("keys"));

    assertThatThrownBy(() -> TestServer.start(data))
        .hasMessageContaining("do not open the database")
        .hasMessageContaining("one backup");
    assertThat(run("invite", "--number", "+15550001111", "--data", data).err())
        .contains("do not open the database");

    Files.move(data.resolve("keys"), other.resolve("keys"));
    Files.move(folder.resolve("kept"), data.resolve("keys"));
    TestServer.start(data).close();
  }

  @Test
  void aFolderWhosePathIsTooLongForASocketWorksAllTheSame() {
    Path data = folder.resolve("d".repeat(120));
    try (TestServer server = TestServer.start(data)) {
      assertThat(Files.exists(data.resolve("control.sock"))).isFalse();
      assertThat(Files.exists(data.resolve("control.path"))).isTrue();
      assertThat(server.profile().url()).isEqualTo(server.server().url());
      assertThat(run("invite", "--number", "+15550001111", "--quiet", "--data", data).status())
          .isZero();
    }
    assertThat(Files.exists(data.resolve("control.path"))).isFalse();
  }

  @Test
  void everythingInTheFolderIsItsOwnersAlone() throws IOException {
    Path data = folder.resolve("data");
    try (TestServer _ = TestServer.start(data);
        Stream<Path> all = Files.walk(data)) {
      assertThat(all.toList())
          .allSatisfy(path ->
              assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                  .as(path.toString())
                  .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------"));
    }
  }

  @Test
  void failuresAreOneSentenceWithTheFix() throws IOException {
    Path data = folder.resolve("data");
    Path none = folder.resolve("none");
    Path file = Files.writeString(folder.resolve("file"), "");
    Path bad = Files.writeString(folder.resolve("bad.yml"), "listner: {}\n");
    try (TestServer _ = TestServer.start(data);
        ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      fails("another server or command works in", "serve", "--data", data, "--port", "0");
      fails(
          "port " + taken.getLocalPort() + " of 127.0.0.1 is taken",
          "serve",
          "--data",
          folder.resolve("other"),
          "--port",
          taken.getLocalPort());
    }
    fails("is not a folder", "serve", "--data", file);
    fails("cannot be made", "serve", "--data", "/proc/none");
    fails("--port is 70000; use 0 to 65535", "serve", "--data", none, "--port", "70000");
    fails("did you mean listener?", "serve", "--data", none, "--config", bad);
    fails("cannot be read; give --config a file", "serve", "--data", none, "--config", none);
    fails("there is no server in", "invite", "--number", "+15550001111", "--data", none);
    fails("there is no server in", "client-profile", "--data", none);
    fails("--number is not in E.164 form", "invite", "--number", "5550001111", "--data", data);
    assertThat(Files.exists(none)).isFalse();
  }

  @Test
  void aDatabaseWithoutKeysIsNotGivenNewOnes() throws IOException {
    Path data = folder.resolve("data");
    TestServer.start(data).close();
    Files.move(data.resolve("keys"), data.resolve("keys.elsewhere"));
    fails("but no keys folder", "serve", "--data", data, "--port", "0");
  }

  @Test
  void anAddressThatIsNotThisMachinesSaysSo() throws IOException {
    Path data = folder.resolve("data");
    Path foreign =
        Files.writeString(folder.resolve("1.yml"), "listener: {host: 203.0.113.9, port: 0}");
    Path unknown =
        Files.writeString(folder.resolve("2.yml"), "listener: {host: nowhere.invalid, port: 0}");
    fails("no address of this machine", "serve", "--data", data, "--config", foreign);
    fails("which no address is known of", "serve", "--data", data, "--config", unknown);
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Path admin =
          Files.writeString(folder.resolve("3.yml"), "admin: {port: " + taken.getLocalPort() + "}");
      fails(
          "or set admin.port to another", "serve", "--data", data, "--port", 0, "--config", admin);
    }
  }

  @Test
  void filesThatAreNotWhatTheyShouldBeAreNamed() throws IOException {
    Path data = folder.resolve("data");
    TestServer.start(data).close();
    Files.move(data.resolve("tls"), data.resolve("tls.elsewhere"));
    Files.writeString(data.resolve("tls"), "a file");
    fails(data.resolve("tls") + "); give it back", "serve", "--data", data, "--port", "0");
    Files.delete(data.resolve("tls"));
    Files.createDirectory(data.resolve("tls"));
    Files.writeString(data.resolve("sealpost.db"), "no database at all, but something else");
    Files.deleteIfExists(data.resolve("sealpost.db-wal"));
    fails("database file is damaged", "serve", "--data", data, "--port", "0");
  }

  private static void fails(String says, Object... arguments) {
    Result result = run(arguments);
    assertThat(result.status()).as(List.of(arguments).toString()).isNotZero();
    assertThat(result.err()).contains(says).doesNotContain("\tat ");
    assertThat(result.err().strip().lines()).hasSize(1);
    assertThat(result.out()).isEmpty();
  }

  @Test
  void theVersionNamesLicenceAndSource() {
    assertThat(run("version").out()).contains("Sealpost", "AGPL-3.0-only", "https://");
  }
}
