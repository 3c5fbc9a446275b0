package org.sealpost.client.registration;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealpost.client.keys.DeviceKeys;
import org.sealpost.client.testing.FakeAccounts;
import org.sealpost.client.transport.Service;
import org.sealpost.client.transport.StubServer;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.json.AccountIdentity;
import org.sealpost.protocol.json.ClientProfile;
import org.sealpost.protocol.json.VerificationSessionState;
import org.sealpost.protocol.json.WireJson;

/// A registration whose answer is lost has used up its invite; only the same request helps then.
class RegistrationTest {
  private final UUID aci = UUID.randomUUID();
  private final List<String> registrations = new CopyOnWriteArrayList<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/verification/",
        exchange ->
            answer(
                exchange,
                WireJson.write(
                    new VerificationSessionState("id", 0L, 0L, 0L, true, List.of(), true))));
    server.createContext("/v1/registration", this::register);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void register(HttpExchange exchange) throws IOException {
    registrations.add(
        exchange.getRequestHeaders().getFirst("Authorization")
            + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    if (registrations.size() == 1) {
      exchange.close();
      return;
    }
    answer(
        exchange,
        WireJson.write(
            new AccountIdentity(
                aci,
                UUID.randomUUID(),
                "+15550001111",
                false,
                null,
                null,
                AccountIdentity.Entitlements.NONE,
                true)));
  }

  private static void answer(HttpExchange exchange, Bytes body) throws IOException {
    exchange.sendResponseHeaders(200, body.size());
    exchange.getResponseBody().write(body.unsafeArray());
    exchange.close();
  }

  @Test
  void aLostAnswerIsAskedForAgainWithTheSameRequest() throws Exception {
    DeviceKeys keys = DeviceKeys.fresh(Instant.now());
    try (Service service = service()) {
      assertThat(
              new Registration(service)
                  .register(
                      new PhoneNumber("+15550001111"),
                      "0123456789",
                      "a password of a client",
                      keys,
                      FakeAccounts.attributes(keys, SecretBytes.wrap(new byte[16]))))
          .isInstanceOfSatisfying(
              RegistrationOutcome.Registered.class,
              registered -> assertThat(registered.identity().uuid()).isEqualTo(aci));
    }
    assertThat(registrations).hasSize(2);
    assertThat(registrations.getFirst()).isEqualTo(registrations.getLast());
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
}
