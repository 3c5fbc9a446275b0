package org.sealpost.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.client.testing.Acknowledging;
import org.sealpost.client.testing.FakeDevice;
import org.sealpost.client.testing.ReceivedEnvelope;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.Reply;
import org.sealpost.client.transport.SocketClosed;
import org.sealpost.protocol.BasicCredentials;
import org.sealpost.protocol.json.AccountIdentity;
import org.sealpost.protocol.json.MismatchedDevices;
import org.sealpost.protocol.json.SendResult;

/// The checklist of the wire interface (README section 11), over real sockets.
class ConversationTest {
  @TempDir private Path folder;
  private TestServer server;

  @BeforeEach
  void start() {
    server = TestServer.start(folder.resolve("data"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void messagesReachAConnectedDeviceAndOneThatComesLater() throws IOException {
    FakeDevice alice = server.accounts().register();
    FakeDevice bob = server.accounts().register().connect();

    assertThat(bob.awaitQueueEmpty()).isZero();
    assertThat(alice.sendText("live", bob).json(SendResult.class).needsSync()).isFalse();
    assertThat(bob.awaitEnvelopes(1).getFirst().text()).isEqualTo("live");
    bob.disconnect();
    bob.awaitClosed();

    for (int i = 0; i < 20; i++) {
      assertThat(alice.sendText("queued " + i, bob).status()).isEqualTo(200);
    }
    bob.connect();
    int backlog = bob.awaitQueueEmpty();
    // The answer to the first may have been cut off with the connection: then it comes once more.
    assertThat(bob.awaitEnvelopes(backlog))
        .extracting(ReceivedEnvelope::text)
        .filteredOn(text -> !text.equals("live"))
        .containsExactlyElementsOf(IntStream.range(0, 20).mapToObj(i -> "queued " + i).toList());
  }

  @Test
  void whatIsNotAcknowledgedComesAgainAndWhatIsDoesNot() throws IOException {
    FakeDevice alice = server.accounts().register();
    FakeDevice bob = server.accounts().register().acknowledging(Acknowledging.WITHHELD);
    alice.sendText("one", bob);
    alice.sendText("two", bob);

    bob.connect();
    List<ReceivedEnvelope> first = bob.awaitEnvelopes(2);
    assertThat(bob.awaitQueueEmpty()).isEqualTo(2);
    bob.acknowledge(first.getFirst());
    bob.connect();

    assertThat(bob.awaitClosed(1)).map(SocketClosed::code).hasValue(4409);
    bob.awaitQueueEmpty();
    assertThat(bob.received()).extracting(ReceivedEnvelope::text).containsExactly("two");
  }

  @Test
  void sendsOfOneSocketKeepTheirOrder() throws Exception {
    FakeDevice alice = server.accounts().register();
    FakeDevice bob = server.accounts().register().connect();
    List<CompletableFuture<Reply>> answers = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      answers.add(
          alice.startSend(
              Integer.toString(i).getBytes(java.nio.charset.StandardCharsets.US_ASCII), bob));
    }
    for (CompletableFuture<Reply> answer : answers) {
      assertThat(answer.get().status()).isEqualTo(200);
    }
    List<String> texts = bob.awaitEnvelopes(200).stream().map(ReceivedEnvelope::text).toList();
    for (int i = 0; i < 200; i++) {
      assertThat(texts.get(i)).isEqualTo(Integer.toString(i));
    }
  }

  @Test
  void aSecondDeviceIsLinkedMissedAndUnlinked() throws IOException {
    FakeDevice alice = server.accounts().register();
    FakeDevice bob = server.accounts().register().connect();
    FakeDevice tablet = server.accounts().link(bob);
    tablet.connect();

    Reply mismatch = alice.sendText("for one", bob);
    assertThat(mismatch.status()).isEqualTo(409);
    assertThat(mismatch.json(MismatchedDevices.class).missingDevices())
        .containsExactly(tablet.deviceId());
    assertThat(alice.sendText("for both", bob, tablet).status()).isEqualTo(200);
    assertThat(tablet.awaitEnvelopes(1).getFirst().text()).isEqualTo("for both");

    Call unlink = Call.delete("/v1/devices/" + tablet.deviceId());
    assertThat(bob.tunnelled(unlink).status()).isEqualTo(204);
    assertThat(tablet.awaitClosed()).map(SocketClosed::code).hasValue(4401);
    assertThat(alice.sendText("for one again", bob).status()).isEqualTo(200);
  }

  @Test
  void aDeviceThatUnlinksItselfIsAnsweredBeforeItIsClosed() throws IOException {
    FakeDevice bob = server.accounts().register();
    FakeDevice tablet = server.accounts().link(bob).connect();
    Call unlink = Call.delete("/v1/devices/" + tablet.deviceId());
    assertThat(tablet.tunnelled(unlink).status()).isEqualTo(204);
    assertThat(tablet.awaitClosed()).map(SocketClosed::code).hasValue(4401);
    assertThat(tablet.http(Call.get("/v1/accounts/whoami")).status()).isEqualTo(401);
    assertThat(bob.http(Call.get("/v1/accounts/whoami")).status()).isEqualTo(200);
  }

  @Test
  void registeringANumberAgainClosesItsFormerDevices() throws IOException {
    FakeDevice before = server.accounts().register().connect();
    FakeDevice after = server.accounts().register(before.number());
    assertThat(before.awaitClosed()).map(SocketClosed::code).hasValue(4401);
    assertThat(after.aci()).isEqualTo(before.aci());
    assertThat(before.http(Call.get("/v1/accounts/whoami")).status()).isEqualTo(401);
  }

  @Test
  void sealedSendsNeedTheAccessKey() throws IOException {
    FakeDevice alice = server.accounts().register();
    FakeDevice bob = server.accounts().register().connect();
    assertThat(alice.sendSealed(new byte[] {0x11, 2, 3}, bob).status()).isEqualTo(200);
    ReceivedEnvelope sealed = bob.awaitEnvelopes(1).getFirst();
    assertThat(sealed.envelope().hasSourceServiceId()).isFalse();

    Call wrongKey =
        FakeDevice.sendCall(bob.aci(), List.of(FakeDevice.message(bob, new byte[] {1})))
            .with("Unidentified-Access-Key", "AAAAAAAAAAAAAAAAAAAAAA==");
    assertThat(alice.anonymously(wrongKey).status()).isEqualTo(401);
    Call group = wrongKey.with("Group-Send-Token", "AAAA");
    assertThat(alice.anonymously(group).status()).isEqualTo(400);
  }

  @Test
  void aDeviceThatDoesNotWantStoriesGetsNone() throws IOException {
    FakeDevice alice = server.accounts().register();
    FakeDevice bob = server.accounts().register();
    Call story = FakeDevice.sendCall(bob.aci(), List.of(FakeDevice.message(bob, new byte[] {1})));
    Call asStory =
        new Call(
            story.method(),
            story.path().replace("story=false", "story=true"),
            story.headers(),
            story.body());
    assertThat(alice.tunnelled(asStory).status()).isEqualTo(200);
    assertThat(alice.sendText("no story", bob).status()).isEqualTo(200);
    bob.connect();
    assertThat(bob.awaitEnvelopes(1))
        .extracting(ReceivedEnvelope::text)
        .containsExactly("no story");
    bob.awaitQueueEmpty();
    assertThat(bob.received()).hasSize(1);
  }

  @Test
  void credentialsThatAreRefusedAgainAndAgainHaveToWait() throws IOException {
    FakeDevice alice = server.accounts().register();
    Call whoAmI = Call.get("/v1/accounts/whoami");
    String wrong = new BasicCredentials(alice.aci().text(), alice.password() + "x").toHeader();
    Call asSomebody = whoAmI.with("authorization", wrong);
    Reply last = server.service().call(asSomebody);
    for (int i = 0; last.status() == 401 && i < 1000; i++) {
      last = server.service().call(asSomebody);
    }
    assertThat(last.status()).isEqualTo(429);
    assertThat(last.retryAfter()).isPresent();
    assertThat(alice.http(whoAmI).status()).isEqualTo(200);
    // Whoever shows no credentials had none refused.
    assertThat(server.service().call(whoAmI).status()).isEqualTo(401);
  }

  @Test
  void bothTransportsAnswerTheSame() throws IOException {
    FakeDevice alice = server.accounts().register();
    Call whoAmI = Call.get("/v1/accounts/whoami");
    AccountIdentity tunnelled = alice.tunnelled(whoAmI).json(AccountIdentity.class);
    assertThat(alice.http(whoAmI).json(AccountIdentity.class)).isEqualTo(tunnelled);
    assertThat(tunnelled.uuid()).isEqualTo(alice.aci().uuid());
    assertThat(alice.anonymously(whoAmI).status()).isEqualTo(401);
    assertThat(alice.tunnelled(Call.get("/v1/keepalive")).status()).isEqualTo(200);
    assertThat(alice.tunnelled(Call.get("/v1/keepalive")).header("x-signal-timestamp")).isPresent();
  }
}
