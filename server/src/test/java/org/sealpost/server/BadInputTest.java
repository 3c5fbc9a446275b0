package org.sealpost.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sealpost.client.testing.FakeAccounts;
import org.sealpost.client.testing.FakeDevice;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.Reply;
import org.sealpost.protocol.BasicCredentials;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.json.CreateVerificationSession;
import org.sealpost.protocol.json.ErrorBody;
import org.sealpost.protocol.json.OutgoingMessages;
import org.sealpost.protocol.json.OutgoingMessages.OutgoingMessage;
import org.sealpost.protocol.json.RequestVerificationCode;
import org.sealpost.protocol.json.SubmitVerificationCode;
import org.sealpost.protocol.json.VerificationSessionState;

/// What is wrong is answered with the right status, over both transports; nothing is stored, and
/// the connection's other requests go on.
class BadInputTest {
  @TempDir private static Path folder;
  private static TestServer server;
  private static FakeDevice alice;
  private static FakeDevice bob;

  @BeforeAll
  static void start() throws IOException {
    server = TestServer.start(folder.resolve("data"));
    alice = server.accounts().register();
    bob = server.accounts().register().connect();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Call raw(String method, String path, String body) {
    return new Call(
        method,
        path,
        Map.of("content-type", "application/json"),
        Bytes.wrap(body.getBytes(StandardCharsets.UTF_8)));
  }

  private static String message(String fields) {
    return "{\"timestamp\":1,\"messages\":[{" + fields + "}]}";
  }

  static Stream<Arguments> requests() {
    String toBob = "/v1/messages/" + bob.aci().text();
    String fits = "\"destinationDeviceId\":1,\"destinationRegistrationId\":";
    int registrationId = bob.keys().registrationId();
    return Stream.of(
        arguments("no JSON", raw("PUT", toBob, "{\"messages\":["), 400),
        arguments("no UTF-8", raw("PUT", toBob, "{\"messages\":\"\uD800"), 400),
        arguments("an array", raw("PUT", toBob, "[]"), 422),
        arguments("null", raw("PUT", toBob, "null"), 422),
        arguments("no body", raw("PUT", toBob, ""), 422),
        arguments("text after the body", raw("PUT", toBob, "{\"messages\":[]} x"), 400),
        arguments("wrong type", raw("PUT", toBob, "{\"messages\":\"none\"}"), 422),
        arguments("a string for a number", raw("PUT", toBob, "{\"timestamp\":\"1\"}"), 422),
        arguments(
            "deep nesting",
            raw("PUT", toBob, "{\"x\":" + "[".repeat(1000) + "]".repeat(1000) + "}"),
            400),
        arguments(
            "a number that is none", raw("PUT", toBob, "{\"timestamp\":NaN,\"messages\":[]}"), 400),
        arguments(
            "a number beyond 64 bits",
            raw("PUT", toBob, "{\"timestamp\":99999999999999999999,\"messages\":[]}"),
            400),
        arguments(
            "a number of many digits",
            raw("PUT", toBob, "{\"timestamp\":" + "9".repeat(5000) + ",\"messages\":[]}"),
            400),
        arguments(
            "a large exponent",
            raw("PUT", toBob, "{\"timestamp\":1e999999999,\"messages\":[]}"),
            422),
        arguments("a fraction", raw("PUT", toBob, "{\"timestamp\":1.5,\"messages\":[]}"), 422),
        arguments(
            "too many values",
            raw("PUT", toBob, "{\"messages\":[{}" + ",{}".repeat(9000) + "]}"),
            400),
        arguments("a long name", raw("PUT", toBob, "{\"" + "x".repeat(300) + "\":1}"), 400),
        arguments("no messages", raw("PUT", toBob, "{\"timestamp\":1}"), 422),
        arguments("a null message", raw("PUT", toBob, "{\"messages\":[null]}"), 422),
        arguments(
            "bad base64",
            raw("PUT", toBob, message(fits + registrationId + ",\"type\":1,\"content\":\"%%\"")),
            422),
        arguments(
            "no content", raw("PUT", toBob, message(fits + registrationId + ",\"type\":1")), 422),
        arguments(
            "a server's type",
            raw("PUT", toBob, message(fits + registrationId + ",\"type\":5,\"content\":\"AA\"")),
            422),
        arguments(
            "an unknown type",
            raw("PUT", toBob, message(fits + registrationId + ",\"type\":77,\"content\":\"AA\"")),
            422),
        arguments("a negative time", raw("PUT", toBob, "{\"timestamp\":-1,\"messages\":[]}"), 422),
        arguments(
            "another registration id",
            raw(
                "PUT",
                toBob,
                message(fits + (registrationId ^ 1) + ",\"type\":1,\"content\":\"AA\"")),
            410),
        arguments(
            "an unknown device",
            raw(
                "PUT",
                toBob,
                "{\"messages\":[{\"destinationDeviceId\":9,\"destinationRegistrationId\":1,"
                    + "\"type\":1,\"content\":\"AA\"}]}"),
            409),
        arguments("an unknown account", raw("PUT", "/v1/messages/" + new UUID(4, 4), "{}"), 404),
        arguments("no service id", raw("PUT", "/v1/messages/nobody", "{}"), 404),
        arguments("a bad flag", raw("PUT", toBob + "?story=maybe", "{}"), 400),
        arguments("one's own number", raw("PUT", "/v1/messages/" + alice.pni().text(), "{}"), 403),
        arguments("no such path", Call.get("/v1/none"), 404),
        arguments("another method", Call.delete("/v1/accounts/whoami"), 405),
        arguments(
            "keys that are none", raw("PUT", "/v2/keys", "{\"preKeys\":[{\"keyId\":1}]}"), 422),
        arguments(
            "a key of the wrong length",
            raw("PUT", "/v2/keys", "{\"preKeys\":[{\"keyId\":1,\"publicKey\":\"BQ==\"}]}"),
            422),
        arguments(
            "a bad signature",
            raw(
                "PUT",
                "/v2/keys",
                "{\"signedPreKey\":{\"keyId\":1,\"publicKey\":\""
                    + "B".repeat(44)
                    + "\",\"signature\":\""
                    + "A".repeat(86)
                    + "\"}}"),
            422),
        arguments("a bad identity", Call.get("/v2/keys?identity=xyz"), 400),
        arguments("a bad device", Call.get("/v2/keys/" + bob.aci().text() + "/x"), 422),
        arguments(
            "a digest of no length",
            raw("POST", "/v2/keys/check", "{\"identityType\":\"ACI\",\"digest\":\"AA\"}"),
            422),
        arguments(
            "a digest that differs",
            raw(
                "POST",
                "/v2/keys/check",
                "{\"identityType\":\"ACI\",\"digest\":\"" + "A".repeat(43) + "\"}"),
            409),
        arguments("no profile", raw("PUT", "/v1/profile", "{\"version\":\"00\"}"), 422),
        arguments(
            "registration id 0",
            raw("PUT", "/v1/accounts/attributes", "{\"registrationId\":0,\"pniRegistrationId\":1}"),
            422),
        arguments("a device beyond 127", Call.delete("/v1/devices/300"), 422),
        arguments("the primary device", Call.delete("/v1/devices/1"), 403),
        arguments(
            "nobody listens", raw("PUT", "/v1/provisioning/none", "{\"body\":\"AA==\"}"), 404));
  }

  @ParameterizedTest(name = "{0} is {2}")
  @MethodSource("requests")
  void isAnsweredTheSameOverBothTransports(String what, Call call, int status) throws IOException {
    Reply overHttp = alice.http(call);
    Reply tunnelled = alice.tunnelled(call);

    assertThat(overHttp.status()).as("over HTTP").isEqualTo(status);
    assertThat(tunnelled.status()).as("tunnelled").isEqualTo(status);
    assertThat(overHttp.header("x-signal-timestamp")).isPresent();
    assertThat(tunnelled.header("x-signal-timestamp")).isPresent();
    if (status != 409 && status != 410) {
      assertThat(overHttp.json(ErrorBody.class).code()).isEqualTo(status);
    }
    // nothing came, and the next request goes on
    assertThat(alice.sendText("after: " + what, bob).status()).isEqualTo(200);
    bob.awaitEnvelopes(1);
    assertThat(bob.awaitEnvelopes(bob.received().size()))
        .allSatisfy(envelope -> assertThat(envelope.text()).startsWith("after: "));
  }

  @Test
  void wrongPasswordsAre401() throws IOException {
    for (String user :
        List.of(
            alice.aci().text(),
            alice.aci().text() + ".1",
            alice.aci().text() + ".7",
            alice.aci().text() + ".999",
            new UUID(1, 1).toString(),
            "nobody",
            alice.number().e164())) {
      Reply reply =
          server
              .service()
              .call(Call.get("/v1/accounts/whoami"), new BasicCredentials(user, "x".repeat(22)));
      assertThat(reply.status()).as(user).isEqualTo(401);
    }
    Call garbled = Call.get("/v1/accounts/whoami").with("Authorization", "Basic !!!");
    assertThat(server.service().call(garbled).status()).isEqualTo(401);
    Call bearer = Call.get("/v1/accounts/whoami").with("Authorization", "Bearer abc");
    assertThat(server.service().call(bearer).status()).isEqualTo(401);
    assertThat(server.service().call(Call.get("/v1/accounts/whoami")).status()).isEqualTo(401);
  }

  @Test
  void aBodyBeyondTheBoundIs413() throws IOException {
    Call large = raw("PUT", "/v1/messages/" + bob.aci().text(), "x".repeat((1 << 20) + 1));
    assertThat(alice.http(large).status()).isEqualTo(413);
    assertThat(alice.http(Call.get("/v1/accounts/whoami")).status()).isEqualTo(200);
  }

  @Test
  void contentBeyondTheBoundIs413AndNothingIsStored() throws IOException {
    FakeDevice carol = server.accounts().register();
    assertThat(alice.sendOverHttp(new byte[262_145], carol).status()).isEqualTo(413);
    assertThat(alice.send(new byte[262_145], carol).status()).isEqualTo(413);
    assertThat(alice.send(new byte[262_144], carol).status()).isEqualTo(200);
    carol.connect();
    carol.awaitQueueEmpty();
    assertThat(carol.received()).hasSize(1);
  }

  @Test
  void twoMessagesForOneDeviceAreRefused() throws IOException {
    OutgoingMessage one = FakeDevice.message(bob, new byte[] {1});
    Call twice =
        FakeDevice.sendCall(bob.aci(), new OutgoingMessages(1, false, true, List.of(one, one)));
    assertThat(alice.tunnelled(twice).status()).isEqualTo(422);
  }

  @Test
  void aBrokenPathIs400() throws IOException {
    for (String path : List.of("/v1/messages/%4", "/v1/messages/%zz", "/v1/messages/%ff")) {
      assertThat(alice.tunnelled(Call.get(path)).status()).as(path).isEqualTo(400);
    }
    Call slash = Call.get("/v1/accounts/whoami/");
    assertThat(alice.tunnelled(slash).status()).isEqualTo(200);
    assertThat(alice.http(slash).status()).isEqualTo(200);
  }

  @Test
  void anInviteWorksOnce() throws IOException {
    PhoneNumber number = FakeAccounts.freshNumber();
    String code = server.invite(number);
    assertThat(verified(number, "0000000000")).isFalse();
    assertThat(verified(number, code)).isTrue();
    assertThat(verified(number, code)).isFalse();
  }

  private static boolean verified(PhoneNumber number, String code) throws IOException {
    String session = session(number).id();
    Call ask =
        Call.json(
            "POST",
            "/v1/verification/session/" + session + "/code",
            new RequestVerificationCode("sms", "android"));
    assertThat(server.service().call(ask).status()).isEqualTo(200);
    Call submit =
        Call.json(
            "PUT",
            "/v1/verification/session/" + session + "/code",
            new SubmitVerificationCode(code));
    Reply reply = server.service().call(submit);
    assertThat(reply.status()).isEqualTo(200);
    return reply.json(VerificationSessionState.class).verified();
  }

  private static VerificationSessionState session(PhoneNumber number) throws IOException {
    Call open =
        Call.json(
            "POST",
            "/v1/verification/session",
            new CreateVerificationSession(number.e164(), null, null, "", ""));
    // clients send credentials here that mean nothing yet
    return server
        .service()
        .call(open, new BasicCredentials(number.e164(), "not yet"))
        .orThrow(open)
        .json(VerificationSessionState.class);
  }

  @Test
  void verificationRefusesWhatIsNoNumberAndNoSession() throws IOException {
    assertThat(
            server
                .service()
                .call(raw("POST", "/v1/verification/session", "{\"number\":\"+1 (555) 000-1111\"}"))
                .status())
        .isEqualTo(400);
    assertThat(
            server
                .service()
                .call(raw("POST", "/v1/verification/session", "{\"number\":\"none\"}"))
                .status())
        .isEqualTo(422);
    for (String id : List.of("x", "%20", "a".repeat(500), UUID.randomUUID().toString())) {
      assertThat(server.service().call(Call.get("/v1/verification/session/" + id)).status())
          .isEqualTo(404);
    }
    String id = session(FakeAccounts.freshNumber()).id();
    Call early =
        Call.json(
            "PUT", "/v1/verification/session/" + id + "/code", new SubmitVerificationCode("1"));
    assertThat(server.service().call(early).status()).isEqualTo(409);
  }

  @Test
  void registrationRefusesWhatIsIncomplete() throws IOException {
    Call empty = raw("POST", "/v1/registration", "{}");
    assertThat(server.service().call(empty).status()).isEqualTo(401);
    BasicCredentials credentials = new BasicCredentials("+15550009999", "p".repeat(24));
    assertThat(server.service().call(empty, credentials).status()).isEqualTo(422);
    Call broken = raw("POST", "/v1/registration", "{");
    assertThat(server.service().call(broken, credentials).status()).isEqualTo(400);
    Call link = raw("PUT", "/v1/devices/link", "{}");
    assertThat(server.service().call(link, credentials).status()).isEqualTo(422);
    assertThat(server.service().call(link).status()).isEqualTo(401);
  }
}
