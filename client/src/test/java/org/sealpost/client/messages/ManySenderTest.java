package org.sealpost.client.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealpost.client.content.ContentCodec;
import org.sealpost.client.content.Message;
import org.sealpost.client.keys.DeviceKeys;
import org.sealpost.client.transport.Reply;
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
      alice.state.peers().saveProfileKey(each.self.aci(), profileKey(each));
    }
  }

  private static Bytes profileKey(Party party) {
    return Bytes.copyOf(party.self.profileKey().reveal());
  }

  @AfterEach
  void close() {
    parties.forEach(Party::close);
  }

  private Map<ServiceId.Aci, SendOutcome> send(String text) {
    return send(text, bob, carol);
  }

  private Map<ServiceId.Aci, SendOutcome> send(String text, Party... to) {
    return many.send(
        Arrays.stream(to)
            .map(party -> party.self.aci())
            .collect(Collectors.toCollection(LinkedHashSet::new)),
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

  /// The key is told to a registration of a device, not to its number.
  @Test
  void aDeviceThatWasRegisteredAnewIsToldTheKeyAnew() throws Exception {
    assertThat(send("one")).hasSize(2);
    Party anew = keep(registeredAnew(bob));
    alice.state.peers().saveProfileKey(bob.self.aci(), profileKey(anew));
    Message alone = new Message.Text("to you alone", 6);
    assertThat(alice.send(anew, alone)).isInstanceOf(SendOutcome.IdentityChanged.class);
    alice.state.peers().forgetIdentity(bob.self.aci());
    assertThat(alice.send(anew, alone)).isInstanceOf(SendOutcome.Sent.class);

    assertThat(send("two").values())
        .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(SendOutcome.Sent.class));

    assertThat(sharedIn(anew)).isOne();
    assertThat(anew.receive(2))
        .extracting(ManySenderTest::body)
        .containsExactly("to you alone", "two");
    assertThat(carol.receive(2)).extracting(ManySenderTest::body).containsExactly("one", "two");
  }

  private Party registeredAnew(Party party) {
    server.remove(party.self);
    return new Party(
            server, DeviceKeys.fresh(Instant.now()), party.self.aci(), party.self.deviceId())
        .publish(5);
  }

  @Test
  void aRequestWhoseAnswerWasLostIsRepeatedAsItWas() throws Exception {
    assertThat(send("one")).hasSize(2);
    server.toMany.clear();
    server.answersToLose = 1;

    assertThat(send("two").values())
        .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(SendOutcome.Sent.class));

    assertThat(server.toMany).hasSize(2);
    assertThat(Set.copyOf(server.toMany)).hasSize(1);
    for (Party each : List.of(bob, carol)) {
      assertThat(sharedIn(each)).isEqualTo(2);
      assertThat(each.receive(2)).extracting(ManySenderTest::body).containsExactly("one", "two");
      assertThat(each.leavesNothingUnhandled()).isTrue();
    }
  }

  @Test
  void aServerThatAsksToWaitIsNotAskedForEachInstead() throws Exception {
    assertThat(send("one")).hasSize(2);
    for (int status : List.of(429, 503)) {
      server.trace.clear();
      server.refusesMany = Optional.of(new Reply(status, Map.of("retry-after", "7"), Bytes.EMPTY));

      assertThat(send("two").values())
          .containsOnly(new SendOutcome.TryLater(Duration.ofSeconds(7)));
      assertThat(server.trace).containsExactly("PUT /v1/messages " + status);
    }
  }

  @Test
  void whoCannotBeToldTheKeyYetHoldsUpNobodyElse() throws Exception {
    Party dave = party();
    alice.state.peers().saveProfileKey(dave.self.aci(), profileKey(dave));
    server.refuses.put(carol.self.aci(), new Reply(429, Map.of("retry-after", "7"), Bytes.EMPTY));

    Map<ServiceId.Aci, SendOutcome> outcomes = send("hello", bob, carol, dave);

    assertThat(outcomes)
        .containsEntry(carol.self.aci(), new SendOutcome.TryLater(Duration.ofSeconds(7)));
    for (Party each : List.of(bob, dave)) {
      assertThat(outcomes.get(each.self.aci())).isInstanceOf(SendOutcome.Sent.class);
      assertThat(sharedIn(each)).isOne();
      assertThat(each.receive(1)).extracting(ManySenderTest::body).containsExactly("hello");
    }
    server.refuses.clear();
    assertThat(send("again", bob, carol, dave).get(carol.self.aci()))
        .isInstanceOf(SendOutcome.Sent.class);
    assertThat(carol.receive(1)).extracting(ManySenderTest::body).containsExactly("again");
    assertThat(sharedIn(bob)).isOne();
  }

  @Test
  void whenTheServerGoesAwayHalfWayEverybodysOutcomeIsSaid() throws Exception {
    for (Party each : List.of(bob, carol)) {
      alice.state.peers().sealedRefused(each.self.aci());
    }
    server.sendsUntilAway = 1;

    assertThat(send("hello", bob, carol))
        .containsExactly(
            entry(bob.self.aci(), new SendOutcome.Sent(5, false, false)),
            entry(carol.self.aci(), new SendOutcome.Unanswered()));
  }

  /// The sender key was told to one of them; the joint request was never made.
  @Test
  void whenTheServerGoesAwayBeforeTheJointRequestNobodyHasIt() throws Exception {
    server.sendsUntilAway = 1;

    assertThat(send("hello", bob, carol).values()).containsOnly(new SendOutcome.Unanswered());
    assertThat(server.toMany).isEmpty();
  }
}
