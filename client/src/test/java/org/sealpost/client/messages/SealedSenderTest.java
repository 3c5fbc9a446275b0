package org.sealpost.client.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sealpost.client.content.Message;
import org.sealpost.client.content.ReceiptKind;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.IdentityType;
import org.sealpost.protocol.proto.Envelope;

/// Sends that do not tell the server who sends: when they are made, and what is believed of them.
class SealedSenderTest {
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
  void theReplySaysNothingThatTheServerCouldUse() throws Exception {
    Party alice = party();
    Party bob = party();
    assertThat(alice.send(bob, text("first contact"))).isInstanceOf(SendOutcome.Sent.class);
    assertThat(bob.receive(1)).hasSize(1);

    // The text told Alice's profile key, so Bob can seal.
    assertThat(bob.send(alice, text("sealed")))
        .isInstanceOfSatisfying(
            SendOutcome.Sent.class, sent -> assertThat(sent.sealedSender()).isTrue());
    Envelope envelope = alice.device.inbox.getFirst();
    assertThat(envelope.getType()).isEqualTo(Envelope.Type.UNIDENTIFIED_SENDER);
    assertThat(envelope.hasSourceServiceId()).isFalse();
    assertThat(alice.receive(1))
        .singleElement()
        .isInstanceOfSatisfying(
            Incoming.Text.class,
            received -> {
              assertThat(received.from()).isEqualTo(bob.self.aci());
              assertThat(received.sealedSender()).isTrue();
            });
  }

  @Test
  void anAccessKeyThatIsRefusedMakesTheSendIdentified() throws Exception {
    Party alice = party();
    Party bob = party();
    alice.state.peers().saveProfileKey(bob.self.aci(), Bytes.wrap(new byte[32]));

    assertThat(alice.send(bob, text("hello")))
        .isInstanceOfSatisfying(
            SendOutcome.Sent.class, sent -> assertThat(sent.sealedSender()).isFalse());
    assertThat(bodies(bob.receive(1))).containsExactly("hello");
  }

  @Test
  void aCertificateOfAnotherServerIsNotBelieved() throws Exception {
    PaperServer other = new PaperServer();
    Party mallory = keep(Party.primary(other));
    Party bob = party();
    Party twin = keep(new Party(other, bob.keys, bob.self.aci(), 1));
    mallory
        .state
        .peers()
        .saveProfileKey(bob.self.aci(), Bytes.copyOf(twin.self.profileKey().reveal()));
    assertThat(mallory.send(bob.self.aci(), text("trust me")))
        .isInstanceOfSatisfying(
            SendOutcome.Sent.class, sent -> assertThat(sent.sealedSender()).isTrue());

    bob.deliver(twin.device.inbox.getFirst());

    assertThat(bob.awaitHanded(1))
        .containsExactly(new Incoming.Unreadable(Incoming.Reason.BAD_CERTIFICATE));
  }

  @Test
  void aCertificateThatIsOverIsNotBelievedAndDoesNotComeBack() throws Exception {
    Party alice = party();
    Party bob = party();
    alice
        .state
        .peers()
        .saveProfileKey(bob.self.aci(), Bytes.copyOf(bob.self.profileKey().reveal()));
    server.certificateLife = Duration.ofSeconds(-1);
    assertThat(alice.send(bob, text("late")))
        .isInstanceOfSatisfying(
            SendOutcome.Sent.class, sent -> assertThat(sent.sealedSender()).isTrue());

    assertThat(bob.receive(1))
        .containsExactly(new Incoming.Unreadable(Incoming.Reason.BAD_CERTIFICATE));

    assertThat(bob.acknowledged).containsExactly(1L);
    assertThat(bob.state.peers().anyProfileKey(alice.self.aci())).isEmpty();
    assertThat(bob.state.receiptsDue(ReceiptKind.DELIVERED, 10)).isEmpty();
    assertThat(
            bob.state
                .protocol(bob.self, IdentityType.ACI)
                .devicesWithSession(alice.self.aci().text()))
        .isEmpty();
  }

  @Test
  void whoTakesSealedSendsFromAnybodyGetsThemUntilItRefuses() throws Exception {
    Party alice = party();
    Party bob = party();
    server.unrestricted = true;
    alice.state.peers().saveUnrestricted(bob.self.aci(), true);
    assertThat(alice.send(bob, text("to anybody")))
        .isInstanceOfSatisfying(
            SendOutcome.Sent.class, sent -> assertThat(sent.sealedSender()).isTrue());

    server.unrestricted = false;
    for (String body : List.of("refused once", "not tried again")) {
      assertThat(alice.send(bob, text(body)))
          .isInstanceOfSatisfying(
              SendOutcome.Sent.class, sent -> assertThat(sent.sealedSender()).isFalse());
    }
    assertThat(bodies(bob.receive(3)))
        .containsExactly("to anybody", "refused once", "not tried again");
    assertThat(server.trace.stream().filter("PUT /v1/messages 401"::equals)).hasSize(1);
  }

  @Test
  void aCertificateIsRenewedLongBeforeItEnds() throws Exception {
    Party alice = party();
    Party bob = party();
    alice
        .state
        .peers()
        .saveProfileKey(bob.self.aci(), Bytes.copyOf(bob.self.profileKey().reveal()));
    alice.send(bob, text("one"));
    alice.send(bob, text("two"));
    assertThat(certificates()).isEqualTo(1);

    Party carol = party();
    carol
        .state
        .peers()
        .saveProfileKey(bob.self.aci(), Bytes.copyOf(bob.self.profileKey().reveal()));
    server.certificateLife = Duration.ofDays(1);
    carol.send(bob, text("three"));
    carol.send(bob, text("four"));
    assertThat(certificates()).isEqualTo(3);
  }

  private long certificates() {
    return server.trace.stream().filter(call -> call.startsWith("GET /v1/certificate")).count();
  }
}
