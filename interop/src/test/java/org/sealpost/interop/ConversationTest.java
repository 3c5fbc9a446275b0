package org.sealpost.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.whispersystems.signalservice.api.crypto.SealedSenderAccess;
import org.whispersystems.signalservice.api.messages.SignalServiceDataMessage;
import org.whispersystems.signalservice.api.messages.SignalServiceTypingMessage;
import org.whispersystems.signalservice.api.push.ServiceId.ACI;
import org.whispersystems.signalservice.api.push.SignalServiceAddress;
import org.whispersystems.signalservice.api.websocket.SignalWebSocket;
import org.whispersystems.signalservice.api.websocket.WebSocketConnectionState;
import org.whispersystems.signalservice.internal.push.Envelope;

/// Two people with one device each: online, offline, and what is acknowledged when.
@ExtendWith(SealpostServer.class)
final class ConversationTest {

  private final ForeignClients clients;
  private final ForeignDevice alice;
  private final ForeignDevice bob;

  ConversationTest(ServerProcess server) throws IOException {
    this.clients = new ForeignClients(server);
    this.alice = clients.register();
    this.bob = clients.register();
  }

  /// One message each way, so that later calls meet no first contact.
  @BeforeEach
  void warmUp() throws IOException, TimeoutException {
    alice.send(bob.address(), "Hello Bob");
    assertThat(bob.inbox().catchUp()).extracting(Received::text).containsExactly("Hello Bob");
    bob.send(alice.address(), "Hello Alice");
    assertThat(alice.inbox().catchUp()).extracting(Received::text).containsExactly("Hello Alice");
    clients.trace().clear();
  }

  @AfterEach
  void close() {
    clients.close();
  }

  @Test
  void messagesArriveLiveAndEverythingGoesThroughTheSockets() throws Exception {
    for (int i = 0; i < 5; i++) {
      var sent = alice.send(bob.address(), "question " + i);
      assertThat(sent.isSuccess()).isTrue();
      assertThat(sent.getSuccess().isNeedsSync()).isFalse();
      var got = bob.inbox().await(1).getFirst();
      assertThat(got.text()).isEqualTo("question " + i);
      assertThat(got.source()).isEqualTo(alice.person().aci());
      assertThat(got.sourceDevice()).isEqualTo(1);
      assertThat(got.deliveredAt()).isPositive();
      bob.send(alice.address(), "answer " + i);
      assertThat(alice.inbox().await(1)).extracting(Received::text).containsExactly("answer " + i);
    }

    assertThat(clients.trace().sends(Trace.Way.AUTHENTICATED_SOCKET)).hasSize(10).containsOnly(200);
    assertThat(clients.trace().calls(Trace.Way.HTTP)).isEmpty();
  }

  @Test
  void whatCameMeanwhileIsReadInOrderOnce() throws Exception {
    bob.goOffline();
    var texts = new ArrayList<String>();
    for (int i = 0; i < 20; i++) {
      texts.add("while you were away " + i);
      alice.send(bob.address(), texts.getLast());
    }

    assertThat(bob.inbox().catchUp()).extracting(Received::text).containsExactlyElementsOf(texts);
    bob.inbox().awaitEmpty();
  }

  @Test
  void whatIsNotAcknowledgedComesAgain() throws Exception {
    bob.goOffline();
    alice.send(bob.address(), "first");
    alice.send(bob.address(), "second");

    var offered = bob.inbox().peek();
    assertThat(bob.inbox().peek())
        .extracting(envelope -> envelope.serverGuid)
        .containsExactlyElementsOf(guids(offered));

    assertThat(bob.inbox().catchUp()).extracting(Received::text).containsExactly("first", "second");
    bob.inbox().awaitEmpty();
  }

  @Test
  void aMessageToTheNumbersIdentitySaysSo() throws Exception {
    alice.send(bob.person().pniAddress(), "Is this still your number?");

    var got = bob.inbox().catchUp().getFirst();

    assertThat(got.text()).isEqualTo("Is this still your number?");
    assertThat(got.envelope().destinationServiceId).isEqualTo(bob.person().pni().toString());
  }

  @Test
  void aSenderWithoutSocketsFallsBackToHttp() throws Exception {
    alice.goOffline();
    SignalWebSocket.setCanConnect(false);
    try {
      var sent = alice.send(bob.address(), "by another way");
      assertThat(sent.isSuccess()).isTrue();
    } finally {
      SignalWebSocket.setCanConnect(true);
    }

    assertThat(clients.trace().sends(Trace.Way.HTTP)).containsExactly(200);
    assertThat(bob.inbox().catchUp()).extracting(Received::text).containsExactly("by another way");
  }

  @Test
  void typingReachesTheConnectedAndIsKeptForNobody() throws Exception {
    alice.goOffline();
    type(bob, alice);
    assertThat(alice.inbox().peek()).isEmpty();

    type(bob, alice);
    assertThat(alice.inbox().await(1).getFirst().content().typingMessage).isNotNull();
    alice.inbox().awaitEmpty();
  }

  @Test
  void aLargeMessageFits() throws Exception {
    // The library refuses long texts of its own; what they quote may be of any length.
    var quoted = "x".repeat(150 * 1024);
    var message =
        new SignalServiceDataMessage.Builder()
            .withTimestamp(ForeignDevice.now())
            .withBody("Did you write this?")
            .withQuote(
                new SignalServiceDataMessage.Quote(
                    1,
                    bob.person().aci(),
                    quoted,
                    null,
                    null,
                    SignalServiceDataMessage.Quote.Type.NORMAL,
                    null))
            .build();

    alice.send(bob.address(), message, SealedSenderAccess.NONE);

    var got = bob.inbox().catchUp().getFirst();
    assertThat(got.content().dataMessage.quote.text).isEqualTo(quoted);
    assertThat(clients.trace().calls(Trace.Way.HTTP)).isEmpty();
  }

  @Test
  void nobodyIsFoundUnderAnUnknownId() {
    var nobody = new SignalServiceAddress(ACI.from(UUID.randomUUID()));

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> alice.send(nobody, "anybody there?"));

    assertThat(clients.trace().calls(Trace.Way.AUTHENTICATED_SOCKET))
        .extracting(Trace.Call::status)
        .containsExactly(404);
  }

  @Test
  void aNewerConnectionOfTheSameDeviceDisplacesTheOlder() throws Exception {
    bob.connect();
    bob.awaitSocket(WebSocketConnectionState.CONNECTED);
    var restarted = clients.again(bob);

    assertThat(restarted.inbox().catchUp()).isEmpty();

    bob.awaitSocket(WebSocketConnectionState.DISCONNECTED);
    alice.send(bob.address(), "to the newer one");
    assertThat(restarted.inbox().await(1))
        .extracting(Received::text)
        .containsExactly("to the newer one");
  }

  @Test
  void keepAlivesAreAnsweredOnBothSockets() throws Exception {
    for (var socket : List.of(alice.authenticated(), alice.connections().anonymous())) {
      socket.connect();
      socket.sendKeepAlive();
      assertThat(alice.connections().keepAlives().poll(20, TimeUnit.SECONDS)).isNotNull();
    }
  }

  private static void type(ForeignDevice from, ForeignDevice to) throws IOException {
    var typing =
        new SignalServiceTypingMessage(
            SignalServiceTypingMessage.Action.STARTED, ForeignDevice.now(), Optional.empty());
    var identified = Collections.<SealedSenderAccess>singletonList(SealedSenderAccess.NONE);
    from.sender().sendTyping(List.of(to.address()), identified, typing, null);
  }

  private static List<String> guids(List<Envelope> envelopes) {
    return envelopes.stream().map(envelope -> envelope.serverGuid).toList();
  }
}
