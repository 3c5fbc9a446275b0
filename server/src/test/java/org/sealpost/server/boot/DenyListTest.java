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
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sealpost.client.keys.DeviceKeys;
import org.sealpost.client.keys.Passwords;
import org.sealpost.client.keys.PreKeys;
import org.sealpost.client.testing.Acknowledging;
import org.sealpost.client.testing.FakeAccounts;
import org.sealpost.client.testing.FakeDevice;
import org.sealpost.client.testing.SealedForMany;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.Reply;
import org.sealpost.client.transport.Service;
import org.sealpost.config.SealpostConfig;
import org.sealpost.crypto.AssociatedData;
import org.sealpost.crypto.Sealer;
import org.sealpost.protocol.BasicCredentials;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.json.AccountAttributes;
import org.sealpost.protocol.json.LinkCode;
import org.sealpost.protocol.json.LinkRequest;
import org.sealpost.protocol.json.OutgoingMessages;
import org.sealpost.protocol.json.ProfileWrite;
import org.sealpost.protocol.json.PushToken;
import org.sealpost.server.boot.TestDatabase.Cell;
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

  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir private Path folder;

  /// What a server left behind.
  private record Evidence(
      Canaries secrets,
      Canaries ids,
      Bytes logs,
      Bytes metrics,
      Bytes errors,
      Bytes files,
      Map<String, Set<String>> secretsByTable,
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

  @ParameterizedTest
  @EnumSource
  void canariesAreFoundNowhere(TestDatabase.Kind kind) throws Exception {
    try (TestDatabase database = kind.create(folder.resolve("data"))) {
      canariesAreFoundNowhere(database);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theSearchFindsThemWhereNothingIsSealed(TestDatabase.Kind kind) throws Exception {
    try (TestDatabase database = kind.create(folder.resolve("data"))) {
      theSearchFindsThemWhereNothingIsSealed(database);
    }
  }

  static void canariesAreFoundNowhere(TestDatabase database) throws Exception {
    Evidence evidence = collect(database, Optional.empty());

    assertThat(new String(evidence.logs().unsafeArray(), StandardCharsets.UTF_8))
        .as("logging was on")
        .contains("org.sealpost.requests", "/v1/messages/{serviceId}");
    assertThat(evidence.secrets().in(evidence.logs())).as("in logs").isEmpty();
    assertThat(evidence.secrets().in(evidence.metrics())).as("in metrics").isEmpty();
    assertThat(evidence.secrets().in(evidence.errors())).as("in errors").isEmpty();
    assertThat(evidence.secrets().in(evidence.files())).as("in files").isEmpty();
    assertThat(evidence.secretsByTable()).as("in tables").isEmpty();
    assertThat(evidence.ids().in(evidence.logs())).as("ids in logs").isEmpty();
    assertThat(evidence.ids().in(evidence.metrics())).as("ids in metrics").isEmpty();
    assertThat(evidence.ids().in(evidence.errors())).as("ids in errors").isEmpty();
    assertThat(evidence.idsByTable())
        .as("account ids are in the clear where they must be found")
        .isEqualTo(database.idsInTheClear());
  }

  static void theSearchFindsThemWhereNothingIsSealed(TestDatabase database) throws Exception {
    Evidence evidence = collect(database, Optional.of(_ -> new Unsealed()));

    String[] kept = {
      "number",
      "payload",
      "client timestamp",
      "access key",
      "profile name",
      "profile about",
      "device name"
    };
    assertThat(evidence.secrets().in(evidence.files())).contains(kept);
    assertThat(evidence.secretsByTable().values().stream().flatMap(Set::stream)).contains(kept);
    assertThat(evidence.idsByTable().get(database.tableOfEnvelopes())).contains("sender aci");
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

  private static Evidence collect(
      TestDatabase database, Optional<Function<SecretBytes, Sealer>> sealing) throws Exception {
    Path data = database.data();
    Canaries secrets = new Canaries();
    Canaries ids = new Canaries();
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    SealpostConfig config =
        SealpostConfig.read(
            database.configure("logging: {level: debug, format: text, requests: all}"),
            SealpostServer.standardLimits());
    Logging.configure(config.logging());
    Logs logs = new Logs();
    var root =
        (ch.qos.logback.classic.Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    logs.setContext(root.getLoggerContext());
    logs.start();
    root.addAppender(logs);
    try (SealpostServer server = SealpostServer.start(config, data, sealing);
        Service service = new Service(Commands.on(data, config, Operations::clientProfile));
        FakeAccounts accounts =
            new FakeAccounts(service, number -> invite(data, config, number, secrets))) {
      converse(accounts, secrets, ids, errors);
      byte[] metrics = metrics(server);
      List<Cell> cells = database.cells();
      Bytes files = database.files();
      return new Evidence(
          secrets,
          ids,
          Bytes.wrap(logs.text.toString().getBytes(StandardCharsets.UTF_8)),
          Bytes.wrap(metrics),
          Bytes.wrap(errors.toByteArray()),
          files,
          byTable(cells, secrets),
          byTable(cells, ids));
    } finally {
      root.detachAppender(logs);
      logs.stop();
    }
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
                field("profile about", 156, secrets),
                field("profile emoji", 60, secrets),
                field("payment address", 582, secrets),
                field("number sharing", 29, secrets),
                false,
                true,
                Bytes.wrap(commitment)));
    assertThat(alice.tunnelled(profile).status()).isEqualTo(200);
    deviceCanaries(alice, secrets);
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
    Call toBoth = SealedForMany.call(PAYLOAD, bob, carol);
    secrets.text("combined access key", SealedForMany.combined(bob, carol));
    assertThat(alice.anonymously(toBoth).status()).isEqualTo(200);
    assertThat(alice.service().call(toBoth).status()).isEqualTo(200);
    for (Call refused :
        List.of(
            toBoth.with("Unidentified-Access-Key", SealedForMany.combined(alice)),
            SealedForMany.call(CLIENT_TIMESTAMP, SealedForMany.body(PAYLOAD, alice)),
            SealedForMany.call(CLIENT_TIMESTAMP, Bytes.copyOf(PAYLOAD)))) {
      Reply reply = bob.anonymously(refused);
      assertThat(reply.status()).isIn(400, 401);
      errors.writeBytes(reply.body().toByteArray());
    }
    carol.awaitEnvelopes(1);
    MediaCanaries.release(alice, secrets, errors);
    errors(alice, bob, errors);
  }

  /// Random bytes that are remembered.
  private static Bytes field(String name, int size, Canaries secrets) {
    byte[] value = new byte[size];
    RANDOM.nextBytes(value);
    secrets.bytes(name, value);
    return Bytes.wrap(value);
  }

  /// What a device says of itself, and a second device with a push token.
  private static void deviceCanaries(FakeDevice alice, Canaries secrets) throws IOException {
    AccountAttributes plain = FakeAccounts.attributes(alice.keys(), alice.accessKey());
    String lock = HexFormat.of().formatHex(field("registration lock", 32, secrets).toByteArray());
    AccountAttributes attributes =
        new AccountAttributes(
            plain.registrationId(),
            plain.pniRegistrationId(),
            true,
            lock,
            plain.unidentifiedAccessKey(),
            false,
            true,
            plain.capabilities(),
            field("device name", 48, secrets),
            field("recovery password", 32, secrets));
    assertThat(alice.tunnelled(Call.json("PUT", "/v1/accounts/attributes", attributes)).status())
        .isEqualTo(204);

    Call ask = Call.get("/v1/devices/provisioning/code");
    LinkCode code = alice.tunnelled(ask).json(LinkCode.class);
    DeviceKeys keys =
        DeviceKeys.forDevice(alice.keys().aciIdentity(), alice.keys().pniIdentity(), Instant.now());
    AccountAttributes fetchesNothing =
        new AccountAttributes(
            keys.registrationId(),
            keys.pniRegistrationId(),
            false,
            null,
            plain.unidentifiedAccessKey(),
            false,
            true,
            plain.capabilities(),
            field("name of the second device", 48, secrets),
            null);
    String token = HexFormat.of().formatHex(field("push token", 40, secrets).toByteArray());
    String password = Passwords.fresh();
    secrets.text("password of the second device", password);
    LinkRequest request =
        new LinkRequest(
            code.verificationCode(),
            fetchesNothing,
            PreKeys.onWire(keys.aci().signed()),
            PreKeys.onWire(keys.pni().signed()),
            PreKeys.onWire(keys.aci().lastResort()),
            PreKeys.onWire(keys.pni().lastResort()),
            new PushToken(token, null, false),
            null);
    Reply linked =
        alice
            .service()
            .call(
                Call.json("PUT", "/v1/devices/link", request),
                new BasicCredentials(alice.number().e164(), password));
    assertThat(linked.status()).isEqualTo(200);
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

  /// Which canaries each table has, whichever schema or partition it is.
  private static Map<String, Set<String>> byTable(List<Cell> cells, Canaries canaries) {
    Map<String, ByteArrayOutputStream> tables = new TreeMap<>();
    for (Cell cell : cells) {
      String table = cell.table().replaceFirst("^.*\\.", "").replaceFirst("_[0-9]+$", "");
      ByteArrayOutputStream all = tables.computeIfAbsent(table, _ -> new ByteArrayOutputStream());
      all.writeBytes(cell.value().unsafeArray());
      all.write('\n');
    }
    Map<String, Set<String>> found = new TreeMap<>();
    tables.forEach((table, all) -> {
      Set<String> names = canaries.in(Bytes.wrap(all.toByteArray()));
      if (!names.isEmpty()) {
        found.put(table, names);
      }
    });
    return found;
  }
}
