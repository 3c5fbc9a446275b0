package org.sealpost.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.client.testing.FakeDevice;
import org.sealpost.client.testing.SealedForMany;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.Reply;
import org.sealpost.protocol.Bytes;

/// `PUT /v1/messages/multi_recipient`: each row of wire interface, messages, C1, over HTTP and in a
/// socket. What is refused stores nothing.
class MultiRecipientTest {
  private static final String KEY = "Unidentified-Access-Key";
  private static final String TOKEN = "Group-Send-Token";
  private static final byte[] CONTENT = "for all".getBytes(StandardCharsets.US_ASCII);

  @TempDir private static Path folder;
  private static TestServer server;
  private static FakeDevice alice;
  private static FakeDevice tablet;
  private static FakeDevice bob;
  private static FakeDevice carol;

  @BeforeAll
  static void start() throws Exception {
    server = TestServer.start(folder.resolve("data"));
    alice = server.accounts().register();
    tablet = server.accounts().link(alice);
    bob = server.accounts().register();
    carol = server.accounts().register();
    assertThat(waitingFor(alice)).isZero();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static List<Reply> bothWays(Call call) throws IOException {
    return List.of(server.service().call(call), carol.anonymously(call));
  }

  private static void assertAnswered(int status, Call call) throws IOException {
    for (Reply reply : bothWays(call)) {
      assertThat(reply.status())
          .as(new String(reply.body().toByteArray(), StandardCharsets.UTF_8))
          .isEqualTo(status);
    }
  }

  /// How many envelopes wait for a device that has taken all that came before.
  private static int waitingFor(FakeDevice device) throws IOException {
    device.connect();
    int waiting = device.awaitQueueEmpty();
    device.disconnect();
    device.awaitClosed();
    return waiting;
  }

  private static Call with(Call call, String query, String changed) {
    return new Call(
        call.method(),
        call.path().replaceFirst(query + "=[^&]*", changed),
        call.headers(),
        call.body());
  }

  private static Call without(Call call, String header) {
    Map<String, String> headers = new HashMap<>(call.headers());
    headers.remove(header);
    return new Call(call.method(), call.path(), headers, call.body());
  }

  @Test
  void everyDeviceOfEveryAccountGetsItOnceAndARepeatIsNotStored() throws IOException {
    new MultiRecipientScenario(server).run();
  }

  @Test
  void theQueryAndTheBodyMustMakeSense() throws IOException {
    Call call = SealedForMany.call(CONTENT, bob);
    assertAnswered(400, with(call, "ts", "ts=-1"));
    assertAnswered(400, with(call, "ts", "ts=8640000000000001"));
    assertAnswered(400, with(call, "ts", "ts=soon"));
    assertAnswered(400, with(call, "ts", "x=1"));
    assertAnswered(400, with(call, "story", "story=perhaps"));
    assertAnswered(415, without(call, "content-type"));
    for (Bytes body :
        List.of(
            Bytes.EMPTY,
            SealedForMany.body(CONTENT),
            Bytes.wrap(new byte[] {0x21, 1}),
            call.body().slice(0, 30),
            twice(call.body()))) {
      assertAnswered(400, new Call(call.method(), call.path(), call.headers(), body));
    }
    assertThat(waitingFor(bob)).isZero();
  }

  /// The one entry of a body, with 17, 3 and 48 bytes, two times.
  private static Bytes twice(Bytes body) {
    byte[] whole = body.toByteArray();
    byte[] twice = Arrays.copyOf(whole, whole.length + 68);
    twice[1] = 2;
    System.arraycopy(whole, 2, twice, 2 + 68, whole.length - 2);
    return Bytes.wrap(twice);
  }

  @Test
  void somebodyShowsTheKeysOfAllAndNothingElse() throws IOException {
    Call call = SealedForMany.call(CONTENT, alice, tablet, bob);
    String token = Base64.getEncoder().encodeToString(new byte[33]);

    assertAnswered(401, without(call, KEY));
    assertAnswered(401, without(with(call, "story", "story=true"), KEY));
    assertAnswered(401, call.with(KEY, "no key"));
    assertAnswered(401, call.with(KEY, SealedForMany.combined(alice)));
    assertAnswered(401, call.with(KEY, SealedForMany.combined(alice, bob, carol)));
    assertAnswered(400, call.with(TOKEN, token));
    assertAnswered(401, without(call.with(TOKEN, token), KEY));
    assertAnswered(400, without(with(call, "story", "story=true").with(TOKEN, token), KEY));
    assertThat(waitingFor(bob)).isZero();
  }

  @Test
  void unknownRecipientsAreNamedBeforeTheKeyIsLookedAtAndPassedOverInStories() throws IOException {
    Call call = SealedForMany.call(CONTENT, bob, carol);
    byte[] changed = call.body().toByteArray();
    changed[3] ^= 1; // of Bob's ACI
    Call unknown = new Call(call.method(), call.path(), call.headers(), Bytes.wrap(changed));
    assertAnswered(404, unknown);
    assertAnswered(404, unknown.with(KEY, SealedForMany.combined(alice)));
    assertThat(waitingFor(carol)).isZero();

    Call story = with(unknown.with(KEY, SealedForMany.combined(carol)), "story", "story=true");
    assertAnswered(200, story);
  }

  @Test
  void aNumbersIdentityIsNeverOpenedByAKey() throws IOException {
    Call call = SealedForMany.call(CONTENT, bob);
    byte[] body = call.body().toByteArray();
    System.arraycopy(bob.pni().toFixedWidthBinary(), 0, body, 2, 17);

    assertAnswered(401, new Call(call.method(), call.path(), call.headers(), Bytes.wrap(body)));
    assertThat(waitingFor(bob)).isZero();
  }

  @Test
  void whatIsTooLargeIsRefusedBeforeItsDevicesAreLookedAt() throws IOException {
    Call call = SealedForMany.call(new byte[262_144 - 80], alice);
    Reply reply = server.service().call(call);

    assertThat(reply.status()).isEqualTo(413);
    Call most = SealedForMany.call(new byte[262_144 - 81], carol);
    assertThat(server.service().call(most).status()).isEqualTo(200);
    assertThat(waitingFor(carol)).isEqualTo(1);
  }

  @Test
  void otherDevicesAreNamedByAccountBeforeStaleOnes() throws IOException {
    Call missing = SealedForMany.call(CONTENT, alice, bob);
    byte[] stale = missing.body().toByteArray();
    stale[2 + 68 + 19] ^= 1; // of Bob's registration id
    Call both = new Call(missing.method(), missing.path(), missing.headers(), Bytes.wrap(stale));
    for (Call call : List.of(missing, both)) {
      for (Reply reply : bothWays(call)) {
        assertThat(reply.status()).isEqualTo(409);
        assertThat(new String(reply.body().toByteArray(), StandardCharsets.UTF_8))
            .isEqualTo(
                "[{\"uuid\":\"%s\",\"devices\":{\"missingDevices\":[2],\"extraDevices\":[]}}]"
                    .formatted(alice.aci().text()));
      }
    }
    assertThat(waitingFor(bob)).isZero();
  }

  @Test
  void staleDevicesAreNamedByAccount() throws IOException {
    Call call = SealedForMany.call(CONTENT, bob);
    byte[] stale = call.body().toByteArray();
    stale[2 + 19] ^= 1;
    for (Reply reply :
        bothWays(new Call(call.method(), call.path(), call.headers(), Bytes.wrap(stale)))) {
      assertThat(reply.status()).isEqualTo(410);
      assertThat(new String(reply.body().toByteArray(), StandardCharsets.UTF_8))
          .isEqualTo(
              "[{\"uuid\":\"%s\",\"devices\":{\"staleDevices\":[1]}}]".formatted(bob.aci().text()));
    }
    assertThat(waitingFor(bob)).isZero();
  }
}
