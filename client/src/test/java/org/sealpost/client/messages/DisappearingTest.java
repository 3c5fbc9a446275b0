package org.sealpost.client.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sealpost.client.content.Message;
import org.sealpost.client.content.Message.TextName;
import org.sealpost.client.content.Timer;
import org.sealpost.client.state.Arrived;
import org.sealpost.client.state.ClientState;
import org.sealpost.client.state.ConversationRecords;
import org.sealpost.protocol.ServiceId;

/// Texts that go by themselves, and texts that their authors take back.
class DisappearingTest {
  private static final Timer HALF_A_MINUTE = new Timer(30, 1);

  private final PaperServer server = new PaperServer();
  private final List<Party> parties = new ArrayList<>();
  private final Party alice = party();
  private final Party bob = party();
  private final ServiceId.Aci alices = alice.self.aci();

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

  private void send(Party from, Party to, Message message) throws Exception {
    assertThat(from.send(to, message)).isInstanceOf(SendOutcome.Sent.class);
  }

  private static Message.Text text(long sentAt, Timer timer) {
    return new Message.Text("not for long", sentAt, timer);
  }

  @Test
  void anIncomingTextGoesItsTimeAfterItWasRead() throws Exception {
    send(alice, bob, text(5, HALF_A_MINUTE));
    List<Incoming> incoming = bob.receive(2);
    assertThat(incoming.getFirst())
        .isEqualTo(new Incoming.TimerChanged(alices, alices, Duration.ofSeconds(30)));
    assertThat(((Incoming.Text) incoming.getLast()).staysFor()).isEqualTo(Duration.ofSeconds(30));

    TextName name = new TextName(alices, 5);
    ConversationRecords records = bob.state.conversations();
    bob.clock.forward(Duration.ofDays(1));
    assertThat(records.deadline(name)).isEmpty();
    Instant readAt = bob.clock.instant();
    assertThat(records.started(name, readAt)).isTrue();
    assertThat(records.started(name, readAt.plusSeconds(20))).isFalse();
    assertThat(records.over(readAt.plusSeconds(29), 10)).isEmpty();

    bob.clock.forward(Duration.ofSeconds(31));
    bob.disappearing.wake();

    assertThat(bob.awaitHanded(1)).containsExactly(new Incoming.Disappeared(alices, name));
    assertThat(records.deadline(name)).isEmpty();
  }

  @Test
  void whatWasReadOnAnotherDeviceGoesHereToo() throws Exception {
    Party tablet = keep(bob.linked(server, 2));
    send(alice, bob, text(5, HALF_A_MINUTE));
    assertThat(bob.receive(2)).hasSize(2);
    assertThat(tablet.receive(2)).hasSize(2);
    TextName name = new TextName(alices, 5);
    send(tablet, bob, new Message.ReadHere(List.of(name)));
    assertThat(bob.receive(1)).containsExactly(new Incoming.ReadElsewhere(2, List.of(name)));

    bob.clock.forward(Duration.ofSeconds(31));
    bob.disappearing.wake();

    assertThat(bob.awaitHanded(1)).containsExactly(new Incoming.Disappeared(alices, name));
  }

  @Test
  void whatAnotherDeviceSentGoesFromWhenItSaid() throws Exception {
    Party tablet = keep(alice.linked(server, 2));
    long startedAt = alice.clock.millis() - 31_000;
    send(
        tablet,
        alice,
        new Message.Transcript(bob.self.aci(), text(5, HALF_A_MINUTE), Optional.of(startedAt)));

    assertThat(alice.receive(1))
        .containsExactly(new Incoming.TimerChanged(bob.self.aci(), alices, Duration.ofSeconds(30)));
    // The text is over when it comes: whether it is handed over before it goes is a race.
    Incoming next = alice.awaitHanded(1).getFirst();
    Incoming last = next instanceof Incoming.Disappeared ? next : alice.awaitHanded(1).getFirst();
    assertThat(last).isEqualTo(new Incoming.Disappeared(bob.self.aci(), new TextName(alices, 5)));
  }

  /// What the SDK itself holds: a text that was not handled, a transcript that was not sent.
  @Test
  void nothingOfATextThatIsOverIsKept() throws Exception {
    ClientState state = ClientState.inMemory();
    ServiceId.Aci own = bob.self.aci();
    state.arrived("MESSAGE", alices.text(), 1, 0, false, new byte[] {1}, 5);
    state.arrived("MESSAGE", alices.text(), 1, 0, false, new byte[] {2}, 6);
    state.transcriptDue(7, new byte[] {3});
    state.transcriptDue(8, new byte[] {4});
    Optional<Instant> longAgo = Optional.of(Instant.EPOCH);
    state.conversations().disappears(alices, new TextName(alices, 5), 1, longAgo);
    state.conversations().disappears(alices, new TextName(own, 7), 1, longAgo);
    CountDownLatch stored = new CountDownLatch(1);

    try (Disappearing disappearing =
        new Disappearing(state, bob.self, bob.clock, stored::countDown, bob.failures::add)) {
      disappearing.start();
      assertThat(stored.await(60, TimeUnit.SECONDS)).isTrue();
    }

    assertThat(state.unhandled(10))
        .extracting(Arrived::kind)
        .containsExactly("MESSAGE", "DISAPPEARED", "DISAPPEARED");
    assertThat(state.unhandled(1).getFirst().body().at(0)).isEqualTo((byte) 2);
    assertThat(state.transcriptsDue(10)).extracting(due -> due.sentAt()).containsExactly(8L);
    state.close();
  }

  @Test
  void theLaterChangeOfATimerCounts() throws Exception {
    send(alice, bob, new Message.TimerChange(new Timer(60, 5), 1));
    send(alice, bob, new Message.TimerChange(new Timer(30, 4), 2));
    assertThat(bob.receive(1))
        .containsExactly(new Incoming.TimerChanged(alices, alices, Duration.ofMinutes(1)));
    assertThat(bob.state.conversations().timer(alices)).isEqualTo(new Timer(60, 5));

    // A client that does not count changes it all the same, and does not take the count back.
    send(alice, bob, text(3, new Timer(10, 0)));
    assertThat(bob.receive(2).getFirst())
        .isEqualTo(new Incoming.TimerChanged(alices, alices, Duration.ofSeconds(10)));
    assertThat(bob.state.conversations().timer(alices)).isEqualTo(new Timer(10, 5));

    send(alice, bob, new Message.TimerChange(new Timer(0, 6), 4));
    assertThat(bob.receive(1))
        .containsExactly(new Incoming.TimerChanged(alices, alices, Duration.ZERO));
  }

  @Test
  void aTextThatIsTakenBackBeforeItComesIsNotHandedOver() throws Exception {
    send(alice, bob, new Message.DeleteForEveryone(5, 6));
    send(alice, bob, text(5, Timer.NONE));
    send(alice, bob, new Message.Text("another", 7));

    List<Incoming> incoming = bob.receive(2);

    assertThat(incoming.getFirst()).isEqualTo(new Incoming.DeletedForEveryone(alices, 5));
    assertThat(((Incoming.Text) incoming.getLast()).body()).isEqualTo("another");
    assertThat(bob.leavesNothingUnhandled()).isTrue();
  }

  @Test
  void nobodyTakesBackAnothersText() throws Exception {
    Party mallory = party();
    send(mallory, bob, new Message.DeleteForEveryone(5, 6));
    send(alice, bob, text(5, Timer.NONE));

    List<Incoming> incoming = bob.receive(2);

    assertThat(incoming.getFirst())
        .isEqualTo(new Incoming.DeletedForEveryone(mallory.self.aci(), 5));
    assertThat(incoming.getLast()).isInstanceOf(Incoming.Text.class);
  }

  @Test
  void aTextThatIsTakenBackBeforeItWasHandledIsGone() {
    try (ClientState fresh = ClientState.inMemory()) {
      fresh.arrived("MESSAGE", alices.text(), 1, 0, false, new byte[] {1}, 5);
      fresh.arrived("IDENTITY_CHANGED", alices.text(), 1, 0, false, new byte[0]);
      fresh.withdraw(new TextName(alices, 5));
      fresh.withdraw(new TextName(alices, 0));
      assertThat(fresh.unhandled(10)).extracting(Arrived::kind).containsExactly("IDENTITY_CHANGED");
    }
  }

  @Test
  void aStrangersTextsDoNotFillTheDisk() {
    ConversationRecords records = bob.state.conversations();
    bob.state.transaction(() -> {
      for (int i = 0; i < 1010; i++) {
        records.disappears(alices, new TextName(alices, i), 30, Optional.empty());
        records.takenBack(new TextName(bob.self.aci(), i));
      }
      return true;
    });
    assertThat(records.started(new TextName(alices, 9), Instant.EPOCH)).isFalse();
    assertThat(records.started(new TextName(alices, 10), Instant.EPOCH)).isTrue();
    assertThat(records.isTakenBack(new TextName(bob.self.aci(), 9))).isFalse();
    assertThat(records.isTakenBack(new TextName(bob.self.aci(), 10))).isTrue();
  }
}
