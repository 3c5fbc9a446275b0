package org.sealpost.client.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sealpost.client.content.Message;
import org.sealpost.client.content.Padding;
import org.sealpost.client.content.ReceiptKind;
import org.sealpost.client.keys.DeviceKeys;
import org.sealpost.client.state.StateUnavailable;
import org.sealpost.protocol.IdentityType;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.proto.Envelope;

/// Two and more parties with real sessions, and a server on paper between them.
class ConversationTest {
  private final PaperServer server = new PaperServer();
  private final List<Party> parties = new ArrayList<>();

  private Party party() {
    return keep(Party.primary(server).publish(5));
  }

  private Party keep(Party party) {
    parties.add(party);
    return party;
  }

  @AfterEach
  void close() {
    parties.forEach(Party::close);
  }

  private static Message.Text text(String body) {
    return new Message.Text(body, System.currentTimeMillis());
  }

  private static List<String> bodies(List<Incoming> incoming) {
    return incoming.stream().map(each -> ((Incoming.Text) each).body()).toList();
  }

  @Test
  void messagesGoBothWays() throws Exception {
    Party alice = party();
    Party bob = party();

    assertThat(alice.send(bob, text("hello"))).isInstanceOf(SendOutcome.Sent.class);
    assertThat(bodies(bob.receive(1))).containsExactly("hello");
    assertThat(bob.send(alice, text("hello yourself"))).isInstanceOf(SendOutcome.Sent.class);
    assertThat(bodies(alice.receive(1))).containsExactly("hello yourself");
    assertThat(alice.send(bob, text("again"))).isInstanceOf(SendOutcome.Sent.class);
    assertThat(bodies(bob.receive(1))).containsExactly("again");

    assertThat(bob.device.oneTime).hasSize(4);
    assertThat(alice.device.oneTime).hasSize(5);
    assertThat(bob.acknowledged).containsExactly(1L, 2L);
    assertThat(bob.leavesNothingUnhandled()).isTrue();
  }

  @Test
  void twentyWaitInOrder() throws Exception {
    Party alice = party();
    Party bob = party();
    List<String> sent = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      sent.add("message " + i);
      assertThat(alice.send(bob, text("message " + i))).isInstanceOf(SendOutcome.Sent.class);
    }

    assertThat(bodies(bob.receive(20))).isEqualTo(sent);
  }

  @Test
  void whatIsNotUnderstoodIsSaidAndStopsNothing() throws Exception {
    Party alice = party();
    Party bob = party();
    byte[] later = Padding.pad(new byte[] {(byte) 0xfa, 0x7f, 1, 7});
    assertThat(alice.sender.send(bob.self.aci(), later, 1, Urgency.HIGH))
        .isInstanceOf(SendOutcome.Sent.class);
    assertThat(alice.send(bob, new Message.Silent())).isInstanceOf(SendOutcome.Sent.class);
    assertThat(alice.send(bob, text("after"))).isInstanceOf(SendOutcome.Sent.class);

    List<Incoming> incoming = bob.receive(2);
    assertThat(incoming.getFirst()).isEqualTo(new Incoming.NotUnderstood(alice.self.aci(), 1));
    assertThat(bodies(incoming.subList(1, 2))).containsExactly("after");
    assertThat(bob.leavesNothingUnhandled()).isTrue();
  }

  @Test
  void typingIsTold() throws Exception {
    Party alice = party();
    Party bob = party();
    assertThat(alice.send(bob, new Message.Typing(true, 5))).isInstanceOf(SendOutcome.Sent.class);
    assertThat(bob.receive(1)).containsExactly(new Incoming.Typing(alice.self.aci(), 1, true));
  }

  @Test
  void everyDeviceOfBothAccountsIsTold() throws Exception {
    Party alice = party();
    Party bob = party();
    Party tablet = keep(bob.linked(server, 2));

    assertThat(alice.send(bob, text("to both"))).isInstanceOf(SendOutcome.Sent.class);
    assertThat(bodies(bob.receive(1))).containsExactly("to both");
    assertThat(bodies(tablet.receive(1))).containsExactly("to both");

    assertThat(tablet.send(alice, text("from the tablet"))).isInstanceOf(SendOutcome.Sent.class);
    Message.Personal sent = text("from the tablet");
    assertThat(tablet.send(bob.self.aci(), new Message.Transcript(alice.self.aci(), sent)))
        .isInstanceOf(SendOutcome.Sent.class);
    assertThat(bob.receive(1))
        .containsExactly(new Incoming.SentElsewhere(2, alice.self.aci(), sent, Optional.empty()));
    assertThat(tablet.device.inbox).isEmpty();
  }

  @Test
  void aStrangersTranscriptIsNotTaken() throws Exception {
    Party mallory = party();
    Party bob = party();

    assertThat(mallory.send(bob, new Message.Transcript(bob.self.aci(), text("forged"))))
        .isInstanceOf(SendOutcome.Sent.class);
    assertThat(mallory.send(bob, text("after"))).isInstanceOf(SendOutcome.Sent.class);

    assertThat(bodies(bob.receive(1))).containsExactly("after");
  }

  @Test
  void devicesThatComeAndGoAreLearnedFromTheServer() throws Exception {
    Party alice = party();
    Party bob = party();
    assertThat(alice.send(bob, text("one"))).isInstanceOf(SendOutcome.Sent.class);
    Party tablet = keep(bob.linked(server, 2));

    assertThat(alice.send(bob, text("two"))).isInstanceOf(SendOutcome.Sent.class);
    assertThat(bodies(tablet.receive(1))).containsExactly("two");
    assertThat(server.trace)
        .containsSubsequence("PUT /v1/messages 409", "GET /v2/keys 200", "PUT /v1/messages 200");

    server.remove(tablet.self);
    assertThat(alice.send(bob, text("three"))).isInstanceOf(SendOutcome.Sent.class);
    assertThat(bodies(bob.receive(3))).containsExactly("one", "two", "three");
    assertThat(
            alice
                .state
                .protocol(alice.self, IdentityType.ACI)
                .devicesWithSession(bob.self.aci().text()))
        .containsExactly(1);
  }

  @Test
  void aDeviceRegisteredAnewIsMetAnew() throws Exception {
    Party alice = party();
    Party bob = party();
    assertThat(alice.send(bob, text("one"))).isInstanceOf(SendOutcome.Sent.class);
    Party reinstalled =
        keep(
            new Party(
                server,
                DeviceKeys.forDevice(bob.keys.aciIdentity(), bob.keys.pniIdentity(), Instant.now()),
                bob.self.aci(),
                1));

    assertThat(alice.send(bob, text("two"))).isInstanceOf(SendOutcome.Sent.class);

    assertThat(bodies(reinstalled.receive(1))).containsExactly("two");
    assertThat(server.trace).contains("PUT /v1/messages 410");
  }

  @Test
  void anotherIdentityKeyStopsTheSendUntilAPersonAgrees() throws Exception {
    Party alice = party();
    Party bob = party();
    assertThat(alice.send(bob, text("one"))).isInstanceOf(SendOutcome.Sent.class);
    Party stranger = keep(new Party(server, DeviceKeys.fresh(Instant.now()), bob.self.aci(), 1));

    assertThat(alice.send(bob, text("two")))
        .isEqualTo(new SendOutcome.IdentityChanged(bob.self.aci()));
    assertThat(stranger.device.inbox).isEmpty();

    alice.state.peers().forgetIdentity(bob.self.aci());
    assertThat(alice.send(bob, text("three"))).isInstanceOf(SendOutcome.Sent.class);
    assertThat(bodies(stranger.receive(1))).containsExactly("three");

    assertThat(stranger.send(alice, text("it is me"))).isInstanceOf(SendOutcome.Sent.class);
    assertThat(bodies(alice.receive(1))).containsExactly("it is me");
  }

  @Test
  void aPeerWithANewIdentityIsReportedBeforeItsMessage() throws Exception {
    Party alice = party();
    Party bob = party();
    assertThat(bob.send(alice, text("one"))).isInstanceOf(SendOutcome.Sent.class);
    assertThat(alice.receive(1)).hasSize(1);
    Party anew = keep(new Party(server, DeviceKeys.fresh(Instant.now()), bob.self.aci(), 1));

    assertThat(anew.send(alice, text("two"))).isInstanceOf(SendOutcome.Sent.class);

    List<Incoming> incoming = alice.receive(2);
    assertThat(incoming.get(0)).isEqualTo(new Incoming.IdentityChanged(bob.self.aci()));
    assertThat(bodies(incoming.subList(1, 2))).containsExactly("two");
  }

  @Test
  void aRepeatedEnvelopeIsHandedOverOnce() throws Exception {
    Party alice = party();
    Party bob = party();
    server.answersToLose = 1;
    assertThat(alice.send(bob, text("one"))).isInstanceOf(SendOutcome.Sent.class);
    assertThat(bob.device.inbox).hasSize(2);
    assertThat(bob.device.inbox.getFirst().getContent())
        .isEqualTo(bob.device.inbox.getLast().getContent());
    assertThat(alice.send(bob, text("two"))).isInstanceOf(SendOutcome.Sent.class);

    assertThat(bodies(bob.receive(2))).containsExactly("one", "two");
    assertThat(bob.handed).isEmpty();
    assertThat(bob.acknowledged).containsExactly(1L, 2L, 3L);
  }

  @Test
  void aSendWhoseSocketBreaksGoesOverHttp() throws Exception {
    Party alice = party();
    Party bob = party();
    server.socketsBreak = true;
    assertThat(alice.send(bob, text("identified"))).isInstanceOf(SendOutcome.Sent.class);
    assertThat(bodies(bob.receive(1))).containsExactly("identified");
    assertThat(bob.send(alice, text("sealed")))
        .isInstanceOfSatisfying(
            SendOutcome.Sent.class, sent -> assertThat(sent.sealedSender()).isTrue());
    assertThat(alice.device.inbox.getFirst().hasSourceServiceId()).isFalse();
    assertThat(bodies(alice.receive(1))).containsExactly("sealed");

    server.httpServed = false;
    assertThatThrownBy(() -> alice.send(bob, text("nowhere"))).isInstanceOf(IOException.class);
  }

  @Test
  void transcriptsThatCannotBeSentAreSentLaterInTheirOrder() throws Exception {
    Party alice = party();
    Party bob = party();
    Party tablet = keep(alice.linked(server, 2));
    server.socketsBreak = true;
    server.httpServed = false;
    try (TranscriptSender transcripts =
        new TranscriptSender(
            alice.state, alice.self.aci(), alice.sender, () -> true, alice.failures::add)) {
      transcripts.start();
      for (int i = 1; i <= 3; i++) {
        transcripts.sent(bob.self.aci(), text("text " + i), Optional.empty());
      }
      assertThat(alice.state.transcriptsDue(10)).hasSize(3);

      server.socketsBreak = false;
      transcripts.wake();
      awaitNoneDue(alice);
    }

    assertThat(tablet.receive(3))
        .extracting(each -> ((Message.Text) ((Incoming.SentElsewhere) each).message()).body())
        .containsExactly("text 1", "text 2", "text 3");
    assertThat(alice.failures).isEmpty();
  }

  @Test
  void withoutOtherDevicesTranscriptsAreForgotten() throws Exception {
    Party alice = party();
    try (TranscriptSender transcripts =
        new TranscriptSender(
            alice.state, alice.self.aci(), alice.sender, () -> false, alice.failures::add)) {
      transcripts.start();
      transcripts.sent(party().self.aci(), text("to nobody else"), Optional.empty());
      awaitNoneDue(alice);
    }

    assertThat(server.trace).noneMatch(call -> call.startsWith("PUT /v1/messages"));
  }

  private static void awaitNoneDue(Party party) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!party.state.transcriptsDue(1).isEmpty()) {
      assertThat(System.nanoTime()).as("time").isLessThan(end);
      Thread.onSpinWait();
    }
  }

  @Test
  void damageIsReportedAndHarmsNoSession() throws Exception {
    Party alice = party();
    Party bob = party();
    assertThat(alice.send(bob, text("one"))).isInstanceOf(SendOutcome.Sent.class);
    Envelope good = bob.device.inbox.poll();
    byte[] content = good.getContent().toByteArray();
    for (int i = 0; i < content.length; i += 97) {
      byte[] damaged = content.clone();
      damaged[i] ^= 0x40;
      bob.deliver(good.toBuilder().setContent(ByteString.copyFrom(damaged)).build());
    }
    bob.deliver(good.toBuilder().setContent(ByteString.EMPTY).build());
    bob.deliver(good.toBuilder().setSourceDevice(0).build());
    bob.deliver(Envelope.getDefaultInstance());
    bob.deliver(good);

    Incoming last;
    do {
      last = bob.awaitHanded(1).getFirst();
      assertThat(last)
          .satisfiesAnyOf(
              each -> assertThat(each).isInstanceOf(Incoming.Unreadable.class),
              each -> assertThat(each).isInstanceOf(Incoming.IdentityChanged.class),
              each -> assertThat(bodies(List.of(each))).containsExactly("one"));
    } while (!(last instanceof Incoming.Text));
    // It is forgotten only after it was handed over.
    assertThat(bob.leavesNothingUnhandled()).isTrue();
  }

  @Test
  void whatCannotBeStoredIsNotAcknowledged() throws Exception {
    Party alice = party();
    Party bob = Party.primary(server).publish(5);
    assertThat(alice.send(bob, text("one"))).isInstanceOf(SendOutcome.Sent.class);
    bob.state.close();

    bob.push(bob.device.inbox.getFirst());

    assertThat(bob.failures.poll(60, TimeUnit.SECONDS)).isInstanceOf(StateUnavailable.class);
    for (int i = 0; i < 1000; i++) {
      // Nobody waits for a place that nobody will make.
      bob.push(bob.device.inbox.getFirst());
    }
    assertThat(bob.acknowledged).isEmpty();
  }

  @Test
  void anUnknownAccountIsSaid() throws Exception {
    assertThat(party().send(new ServiceId.Aci(UUID.randomUUID()), text("hello")))
        .isEqualTo(new SendOutcome.UnknownRecipient());
  }

  @Test
  void aTextOwesAReceipt() throws Exception {
    Party alice = party();
    Party bob = party();
    Message.Text text = text("hello");
    assertThat(alice.send(bob, text)).isInstanceOf(SendOutcome.Sent.class);
    assertThat(bob.receive(1)).hasSize(1);

    assertThat(bob.state.receiptsDue(ReceiptKind.DELIVERED, 10))
        .containsExactly(Map.entry(alice.self.aci(), List.of(text.sentAt())));
    bob.state.receiptsSent(alice.self.aci(), ReceiptKind.DELIVERED, List.of(text.sentAt()));
    assertThat(bob.state.receiptsDue(ReceiptKind.DELIVERED, 10)).isEmpty();
    assertThat(bob.send(alice, new Message.Receipt(ReceiptKind.DELIVERED, List.of(text.sentAt()))))
        .isInstanceOf(SendOutcome.Sent.class);
    assertThat(alice.receive(1))
        .containsExactly(
            new Incoming.Receipt(ReceiptKind.DELIVERED, bob.self.aci(), 1, List.of(text.sentAt())));
    assertThat(alice.state.receiptsDue(ReceiptKind.DELIVERED, 10)).isEmpty();
  }
}
