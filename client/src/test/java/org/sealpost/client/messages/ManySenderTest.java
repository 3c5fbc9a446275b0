package org.sealpost.client.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealpost.client.content.ContentCodec;
import org.sealpost.client.content.Message;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.proto.Envelope;

/// One request for several accounts.
class ManySenderTest {
  private final PaperServer server = new PaperServer();
  private final List<Party> parties = new ArrayList<>();
  private final Party alice = party();
  private final Party bob = party();
  private final Party carol = party();
  private final ManySender many = alice.sender.many();

  private Party party() {
    return keep(Party.primary(server).publish(5));
  }

  private Party keep(Party party) {
    parties.add(party);
    return party;
  }

  @BeforeEach
  void getAcquainted() {
    for (Party each : List.of(bob, carol)) {
      alice
          .state
          .peers()
          .saveProfileKey(each.self.aci(), Bytes.copyOf(each.self.profileKey().reveal()));
    }
  }

  @AfterEach
  void close() {
    parties.forEach(Party::close);
  }

  private Map<ServiceId.Aci, SendOutcome> send(String text) throws Exception {
    return many.send(
        Set.of(bob.self.aci(), carol.self.aci()),
        ContentCodec.encode(new Message.Text(text, 5), Optional.empty()),
        5);
  }

  private static String body(Incoming incoming) {
    return ((Incoming.Text) incoming).body();
  }

  private static long sharedIn(Party party) {
    return party.device.inbox.stream()
        .map(Envelope::getContent)
        .filter(content -> content.byteAt(0) == 0x22)
        .count();
  }

  @Test
  void everybodyGetsTheSameOnce() throws Exception {
    assertThat(send("to both").values())
        .hasSize(2)
        .allSatisfy(outcome ->
            assertThat(outcome)
                .isInstanceOfSatisfying(
                    SendOutcome.Sent.class, sent -> assertThat(sent.sealedSender()).isTrue()));
    assertThat(send("again")).hasSize(2);

    // One message told the sender key, two were encrypted with it.
    for (Party each : List.of(bob, carol)) {
      assertThat(each.device.inbox).hasSize(3);
      assertThat(sharedIn(each)).isEqualTo(2);
      assertThat(each.receive(2))
          .extracting(ManySenderTest::body)
          .containsExactly("to both", "again");
      assertThat(each.leavesNothingUnhandled()).isTrue();
    }
  }

  @Test
  void aNewDeviceIsToldTheKeyToo() throws Exception {
    assertThat(send("one")).hasSize(2);
    assertThat(bob.receive(1)).extracting(ManySenderTest::body).containsExactly("one");
    Party tablet = keep(bob.linked(server, 2));

    assertThat(send("two").values())
        .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(SendOutcome.Sent.class));

    assertThat(tablet.receive(1)).extracting(ManySenderTest::body).containsExactly("two");
    assertThat(bob.receive(1)).extracting(ManySenderTest::body).containsExactly("two");
    assertThat(carol.receive(2)).extracting(ManySenderTest::body).containsExactly("one", "two");
  }

  @Test
  void whoCannotBeSealedToGetsAMessageOfItsOwn() throws Exception {
    alice.state.peers().sealedRefused(carol.self.aci());

    assertThat(send("each").values())
        .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(SendOutcome.Sent.class));

    assertThat(sharedIn(bob) + sharedIn(carol)).isZero();
    for (Party each : List.of(bob, carol)) {
      assertThat(each.receive(1)).extracting(ManySenderTest::body).containsExactly("each");
    }
  }
}
