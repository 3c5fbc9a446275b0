package org.sealpost.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.client.registration.RegistrationOutcome;
import org.sealpost.client.registration.RegistrationProof;
import org.sealpost.client.state.ClientState;
import org.sealpost.client.transport.Service;
import org.sealpost.client.transport.StubServer;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.json.AccountIdentity;
import org.sealpost.protocol.json.ClientProfile;
import org.sealpost.protocol.json.VerificationSessionState;
import org.sealpost.protocol.json.WireJson;

/// A device that is killed after its registration went out makes the same one again.
class EnrolmentTest {
  private static final PhoneNumber NUMBER = new PhoneNumber("+15550001111");
  private static final RegistrationProof CODE = new RegistrationProof.Code("0123456789");

  @TempDir private Path folder;
  private final UUID aci = UUID.randomUUID();
  private final List<String> registrations = new CopyOnWriteArrayList<>();
  private final AtomicInteger sessions = new AtomicInteger();
  private volatile int status;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/verification/", this::verify);
    server.createContext("/v1/registration", this::register);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void verify(HttpExchange exchange) throws IOException {
    if (exchange.getRequestMethod().equals("POST")
        && !exchange.getRequestURI().getPath().endsWith("/code")) {
      sessions.incrementAndGet();
    }
    answer(
        exchange,
        200,
        WireJson.write(
            new VerificationSessionState(
                "id" + sessions.get(), 0L, 0L, 0L, true, List.of(), true)));
  }

  private void register(HttpExchange exchange) throws IOException {
    registrations.add(
        exchange.getRequestHeaders().getFirst("Authorization")
            + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    if (status == 0) {
      exchange.close();
      return;
    }
    answer(
        exchange,
        status,
        WireJson.write(
            new AccountIdentity(
                aci,
                UUID.randomUUID(),
                NUMBER.e164(),
                false,
                null,
                null,
                AccountIdentity.Entitlements.NONE,
                true)));
  }

  private static void answer(HttpExchange exchange, int status, Bytes body) throws IOException {
    exchange.sendResponseHeaders(status, body.size());
    exchange.getResponseBody().write(body.unsafeArray());
    exchange.close();
  }

  private Service service() throws IOException {
    try (var pem = StubServer.class.getResourceAsStream("/test-ca.pem")) {
      return new Service(
          new ClientProfile(
              "http://127.0.0.1:" + server.getAddress().getPort(),
              new String(pem.readAllBytes(), StandardCharsets.US_ASCII),
              Bytes.EMPTY,
              Bytes.EMPTY,
              Bytes.EMPTY,
              Bytes.EMPTY,
              ""));
    }
  }

  private static RegistrationOutcome register(Service service, ClientState state)
      throws IOException {
    return Enrolment.register(
        service,
        state,
        NUMBER,
        CODE,
        Optional.of(SecretBytes.wrap(new byte[32])),
        Optional.empty(),
        Clock.systemUTC());
  }

  private ClientState state() throws IOException {
    return ClientState.open(folder.resolve("account.db"));
  }

  private void killedBeforeTheAnswer(Service service) throws IOException {
    try (ClientState state = state()) {
      assertThatThrownBy(() -> register(service, state)).isInstanceOf(IOException.class);
      assertThat(state.self()).isEmpty();
    }
    status = 200;
  }

  private void isRegisteredByTheSameRequest(ClientState state) {
    assertThat(state.self())
        .hasValueSatisfying(self -> assertThat(self.aci().uuid()).isEqualTo(aci));
    assertThat(state.secrets().registrationLock()).isPresent();
    assertThat(state.begun().registration()).isEmpty();
    assertThat(registrations).hasSizeGreaterThan(1).containsOnly(registrations.getFirst());
    assertThat(sessions).hasValue(1);
  }

  @Test
  void theNextStartGoesOn() throws Exception {
    try (Service service = service()) {
      killedBeforeTheAnswer(service);
      try (ClientState state = state()) {
        assertThat(Enrolment.resume(service, state))
            .hasValueSatisfying(
                outcome -> assertThat(outcome).isInstanceOf(RegistrationOutcome.Registered.class));
        isRegisteredByTheSameRequest(state);
        assertThat(Enrolment.resume(service, state)).isEmpty();
      }
    }
  }

  @Test
  void theSameCodeGoesOnToo() throws Exception {
    try (Service service = service()) {
      killedBeforeTheAnswer(service);
      try (ClientState state = state()) {
        assertThat(register(service, state)).isInstanceOf(RegistrationOutcome.Registered.class);
        isRegisteredByTheSameRequest(state);
      }
    }
  }

  @Test
  void aSessionThatIsOverGivesWayToTheCode() throws Exception {
    try (Service service = service()) {
      killedBeforeTheAnswer(service);
      status = 401;
      try (ClientState state = state()) {
        assertThat(Enrolment.resume(service, state)).hasValue(new RegistrationOutcome.Refused(401));
        status = 200;
        assertThat(register(service, state)).isInstanceOf(RegistrationOutcome.Registered.class);
        assertThat(sessions).hasValue(2);
        assertThat(registrations.getLast()).isNotEqualTo(registrations.getFirst());
      }
    }
  }
}
