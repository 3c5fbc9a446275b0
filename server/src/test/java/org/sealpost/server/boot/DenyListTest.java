package org.sealpost.server.boot;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.client.testing.Acknowledging;
import org.sealpost.client.testing.FakeAccounts;
import org.sealpost.client.testing.FakeDevice;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.Reply;
import org.sealpost.client.transport.Service;
import org.sealpost.config.LoggingConfig;
import org.sealpost.config.SealpostConfig;
import org.sealpost.crypto.AssociatedData;
import org.sealpost.crypto.Sealer;
import org.sealpost.protocol.BasicCredentials;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.json.LinkCode;
import org.sealpost.protocol.json.OutgoingMessages;
import org.sealpost.protocol.json.ProfileWrite;
import org.sealpost.server.ops.Logging;
import org.signal.libsignal.protocol.ServiceId;
import org.signal.libsignal.zkgroup.profiles.ProfileKey;
import org.slf4j.LoggerFactory;

/// The deny list (design section 9): canaries go through every path with logging as verbose as the
/// configuration allows, and are found nowhere but where they belong.
class DenyListTest {
  private static final long CLIENT_TIMESTAMP = 1_987_654_321_987L;
  private static final byte[] PAYLOAD =
      "canary payload that nobody may read".getBytes(StandardCharsets.US_ASCII);

  @TempDir private Path folder;

  /// What a server left behind.
  private record Evidence(
      Canaries secrets,
      Canaries ids,
      Bytes logs,
      Bytes metrics,
      Bytes errors,
      Bytes files,
      Map<String, Set<String>> idsByTable) {}

  /// Everything that is logged, as it would be written.
  private static final class Logs extends AppenderBase<ILoggingEvent> {
    private final StringBuilder text = new StringBuilder();

    @Override
    protected void append(ILoggingEvent event) {
      text.append(event.getLoggerName()).append(' ').append(event.getFormattedMessage());
      if (event.getThrowableProxy() != null) {
        text.append('\n').append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
      }
      text.append('\n');
    }
  }

  @Test
  void canariesAreFoundNowhere() throws Exception {
    Evidence evidence = collect(Optional.empty());

    assertThat(new String(evidence.logs().unsafeArray(), StandardCharsets.UTF_8))
        .as("logging was on")
        .contains("org.sealpost.requests", "/v1/messages/{serviceId}");
    assertThat(evidence.secrets().in(evidence.logs())).as("in logs").isEmpty();
    assertThat(evidence.secrets().in(evidence.metrics())).as("in metrics").isEmpty();
    assertThat(evidence.secrets().in(evidence.errors())).as("in errors").isEmpty();
    assertThat(evidence.secrets().in(evidence.files())).as("in files").isEmpty();
    assertThat(evidence.ids().in(evidence.logs())).as("ids in logs").isEmpty();
    assertThat(evidence.ids().in(evidence.metrics())).as("ids in metrics").isEmpty();
    assertThat(evidence.ids().in(evidence.errors())).as("ids in errors").isEmpty();
    assertThat(evidence.idsByTable())
        .as("account ids are in the clear where they must be found")
        .isEqualTo(
            Map.of(
                "account", Set.of("sender aci", "sender pni"),
                "data_key", Set.of("sender aci"),
                "profile", Set.of("sender aci")));
  }

  @Test
  void theSearchFindsThemWhereNothingIsSealed() throws Exception {
    Evidence evidence = collect(Optional.of(_ -> new Unsealed()));

    assertThat(evidence.secrets().in(evidence.files()))
        .contains("number", "payload", "client timestamp", "access key", "profile name");
    assertThat(evidence.idsByTable().get("envelope")).contains("sender aci");
  }

  /// The identity in the place of a cipher.
  private static final class Unsealed implements Sealer {
    @Override
    public Bytes seal(AssociatedData context, byte[] plaintext) {
      return Bytes.copyOf(plaintext);
    }

    @Override
    public byte[] open(AssociatedData context, Bytes sealed) {
      return sealed.toByteArray();
    }
  }

  private Evidence collect(Optional<Function<SecretBytes, Sealer>> sealing) throws Exception {
    LoggingConfig verbose =
        new LoggingConfig(
            LoggingConfig.Level.DEBUG, LoggingConfig.Format.TEXT, LoggingConfig.Requests.ALL);
    SealpostConfig defaults = SealpostConfig.defaults(SealpostServer.standardLimits()).withPort(0);
    SealpostConfig config =
        new SealpostConfig(
            defaults.source(),
            defaults.listener(),
            defaults.admin(),
            defaults.storage(),
            defaults.keys(),
            defaults.delivery(),
            defaults.sockets(),
            defaults.registration(),
            defaults.devices(),
            defaults.limits(),
            verbose);
    Logging.configure(verbose);
    Logs logs = new Logs();
    var root =
        (ch.qos.logback.classic.Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    logs.setContext(root.getLoggerContext());
    logs.start();
    root.addAppender(logs);
    Path data = folder.resolve("data");
    Canaries secrets = new Canaries();
    Canaries ids = new Canaries();
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    byte[] metrics;
    byte[] files;
    Map<String, Set<String>> byTable;
    try (SealpostServer server = SealpostServer.start(config, data, sealing);
        Service service = new Service(Commands.on(data, config, Operations::clientProfile));
        FakeAccounts accounts =
            new FakeAccounts(service, number -> invite(data, config, number, secrets))) {
      converse(accounts, secrets, ids, errors);
      metrics = metrics(server);
      byTable = idsByTable(data, ids);
      files = files(data);
    } finally {
      root.detachAppender(logs);
      logs.stop();
    }
    return new Evidence(
        secrets,
        ids,
        Bytes.wrap(logs.text.toString().getBytes(StandardCharsets.UTF_8)),
        Bytes.wrap(metrics),
        Bytes.wrap(errors.toByteArray()),
        Bytes.wrap(files),
        byTable);
  }

  private static String invite(
      Path data, SealpostConfig config, PhoneNumber number, Canaries secrets) {
    String code = Commands.on(data, config, operations -> operations.invite(number)).code();
    secrets.text("invite code", code);
    return code;
  }

  private static void converse(
      FakeAccounts accounts, Canaries secrets, Canaries ids, ByteArrayOutputStream errors)
      throws Exception {
    FakeDevice alice = accounts.register();
    FakeDevice bob = accounts.register();
    FakeDevice carol = accounts.register().acknowledging(Acknowledging.WITHHELD).connect();
    secrets.text("number", alice.number().e164().substring(1));
    secrets.bytes("payload", PAYLOAD);
    secrets.number("client timestamp", CLIENT_TIMESTAMP);
    secrets.bytes("access key", alice.accessKey().reveal());
    secrets.text("password", alice.password());
    ids.uuid("sender aci", alice.aci().uuid());
    ids.uuid("sender pni", alice.pni().uuid());

    byte[] name = new byte[81];
    System.arraycopy(PAYLOAD, 0, name, 20, PAYLOAD.length);
    java.util.Arrays.fill(name, 0, 20, (byte) 0x5A);
    secrets.bytes("profile name", name);
    byte[] commitment =
        new ProfileKey(new byte[32])
            .getCommitment(new ServiceId.Aci(alice.aci().uuid()))
            .serialize();
    String version = "ca4a".repeat(16);
    secrets.text("profile version", version);
    Call profile =
        Call.json(
            "PUT",
            "/v1/profile",
            new ProfileWrite(
                version,
                Bytes.copyOf(name),
                null,
                null,
                null,
                null,
                false,
                true,
                Bytes.wrap(commitment)));
    assertThat(alice.tunnelled(profile).status()).isEqualTo(200);
    Call code = Call.get("/v1/devices/provisioning/code");
    LinkCode link = alice.tunnelled(code).json(LinkCode.class);
    secrets.text("link code", link.verificationCode());

    for (FakeDevice to : List.of(bob, carol)) {
      for (boolean online : new boolean[] {false, true}) {
        Call send =
            FakeDevice.sendCall(
                to.aci(),
                new OutgoingMessages(
                    CLIENT_TIMESTAMP, online, true, List.of(FakeDevice.message(to, PAYLOAD))));
        assertThat(alice.tunnelled(send).status()).isEqualTo(200);
        assertThat(alice.http(send).status()).isEqualTo(200);
      }
      assertThat(alice.sendSealed(PAYLOAD, to).status()).isEqualTo(200);
    }
    carol.awaitEnvelopes(1);
    errors(alice, bob, errors);
  }

  /// Requests that are refused, with canaries in every place where they fit.
  private static void errors(FakeDevice alice, FakeDevice bob, ByteArrayOutputStream errors)
      throws IOException {
    byte[] broken =
        ("{\"messages\":[{\"content\":\"" + new String(PAYLOAD, StandardCharsets.US_ASCII))
            .getBytes(StandardCharsets.US_ASCII);
    Call malformed =
        new Call("PUT", "/v1/messages/" + alice.aci().text(), Map.of(), Bytes.wrap(broken));
    List<Call> calls =
        List.of(
            malformed,
            Call.get("/v2/keys/" + alice.pni().text() + "/x"),
            Call.get(
                "/v1/none/" + alice.aci().text() + "?number=" + alice.number().e164().substring(1)),
            new Call(
                "PUT",
                "/v1/profile",
                Map.of(),
                Bytes.wrap(
                    ("{\"version\":\"" + "ca4a".repeat(16) + "\"}")
                        .getBytes(StandardCharsets.US_ASCII))),
            FakeDevice.sendCall(
                bob.aci(), new OutgoingMessages(CLIENT_TIMESTAMP, false, true, List.of())));
    for (Call call : calls) {
      for (Reply reply :
          List.of(
              bob.tunnelled(call),
              bob.http(call),
              bob.anonymously(
                  call.with(
                      "Unidentified-Access-Key",
                      java.util.Base64.getEncoder().encodeToString(alice.accessKey().reveal()))))) {
        assertThat(reply.status()).isGreaterThanOrEqualTo(200);
        errors.writeBytes(reply.headers().toString().getBytes(StandardCharsets.UTF_8));
        errors.writeBytes(reply.body().toByteArray());
      }
    }
    Reply wrong =
        alice
            .service()
            .call(
                Call.get("/v1/accounts/whoami"),
                new BasicCredentials(alice.aci().text(), alice.password() + "x"));
    assertThat(wrong.status()).isEqualTo(401);
    errors.writeBytes(wrong.body().toByteArray());
  }

  private static byte[] metrics(SealpostServer server) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.adminPort())) {
      socket
          .getOutputStream()
          .write(
              "GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      return socket.getInputStream().readAllBytes();
    }
  }

  /// The database and everything beside it.
  private static byte[] files(Path data) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.writeBytes(Files.readAllBytes(file));
      }
    }
    return all.toByteArray();
  }

  private static Map<String, Set<String>> idsByTable(Path data, Canaries ids) throws SQLException {
    Map<String, Set<String>> found = new TreeMap<>();
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + data.resolve("sealpost.db"));
        ResultSet tables =
            connection
                .createStatement()
                .executeQuery("select name from sqlite_schema where type = 'table'")) {
      while (tables.next()) {
        String table = tables.getString(1);
        ByteArrayOutputStream cells = new ByteArrayOutputStream();
        try (ResultSet rows =
            connection.createStatement().executeQuery("select * from \"" + table + "\"")) {
          int columns = rows.getMetaData().getColumnCount();
          while (rows.next()) {
            for (int column = 1; column <= columns; column++) {
              byte[] cell = rows.getBytes(column);
              if (cell != null) {
                cells.writeBytes(cell);
                cells.write('\n');
              }
            }
          }
        }
        Set<String> names = ids.in(Bytes.wrap(cells.toByteArray()));
        if (!names.isEmpty()) {
          found.put(table, names);
        }
      }
    }
    return found;
  }
}
