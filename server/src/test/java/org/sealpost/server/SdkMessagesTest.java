package org.sealpost.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.client.content.Message.TextName;
import org.sealpost.client.content.ReceiptKind;
import org.sealpost.client.linking.LinkApproval;
import org.sealpost.client.linking.NewDevice;
import org.sealpost.client.messages.Incoming;
import org.sealpost.client.messages.SendOutcome;
import org.sealpost.client.state.PeerProfile;
import org.sealpost.client.testing.FakeAccounts;
import org.sealpost.protocol.ServiceId;

/// What the SDK says beside texts, through a real server: typing, receipts, timers.
class SdkMessagesTest {
  @TempDir private Path folder;
  private TestServer server;
  private final List<SdkDevice> devices = new ArrayList<>();

  @BeforeEach
  void start() {
    server = TestServer.start(folder.resolve("data"));
  }

  @AfterEach
  void stop() {
    devices.forEach(SdkDevice::close);
    server.close();
  }

  private Path nextFile() {
    return folder.resolve("state-" + devices.size() + ".db");
  }

  private SdkDevice register() throws Exception {
    SdkDevice device = SdkDevice.register(server, nextFile(), FakeAccounts.freshNumber());
    devices.add(device);
    return device.online();
  }

  private SdkDevice link(SdkDevice primary) throws Exception {
    try (NewDevice device = NewDevice.open(server.service(), Clock.systemUTC())) {
      assertThat(primary.client().account().approveLink(device.uri()))
          .isEqualTo(LinkApproval.Outcome.TOLD);
      SdkDevice linked = SdkDevice.link(server, nextFile(), device);
      devices.add(linked);
      return linked.online();
    }
  }

  private static SendOutcome.Sent say(SdkDevice from, SdkDevice to, String text) throws Exception {
    SendOutcome outcome = from.client().messages().sendText(to.aci(), text);
    assertThat(outcome).isInstanceOf(SendOutcome.Sent.class);
    return (SendOutcome.Sent) outcome;
  }

  @Test
  void typingAndReadingAreTold() throws Exception {
    SdkDevice alice = register();
    SdkDevice bob = register();
    assertThat(bob.client().messages().typing(alice.aci(), true)).isFalse();
    SendOutcome.Sent hello = say(alice, bob, "hello");
    Incoming.Text received = bob.await(Incoming.Text.class);
    assertThat(alice.await(Incoming.Receipt.class).kind()).isEqualTo(ReceiptKind.DELIVERED);

    assertThat(bob.client().messages().typing(alice.aci(), true)).isTrue();
    assertThat(alice.await(Incoming.Typing.class))
        .isEqualTo(new Incoming.Typing(bob.aci(), 1, true));
    bob.client().messages().read(alice.aci(), List.of(received.sentAt()));
    assertThat(alice.await(Incoming.Receipt.class))
        .isEqualTo(new Incoming.Receipt(ReceiptKind.READ, bob.aci(), 1, List.of(hello.sentAt())));
  }

  @Test
  void typingIsNotKeptForWhoIsAway() throws Exception {
    SdkDevice alice = register();
    SdkDevice bob = register();
    say(alice, bob, "hello");
    assertThat(bob.await(Incoming.Text.class).body()).isEqualTo("hello");
    alice.client().goOffline();
    assertThat(bob.client().messages().typing(alice.aci(), true)).isTrue();
    say(bob, alice, "after it");

    alice.online();

    assertThat(alice.await(Incoming.Text.class).body()).isEqualTo("after it");
    assertThat(alice.takeAll()).noneMatch(Incoming.Typing.class::isInstance);
  }

  @Test
  void textsGoFromBothSidesWhenTheirTimeIsOver() throws Exception {
    SdkDevice alice = register();
    SdkDevice bob = register();
    SdkDevice tablet = link(bob);
    assertThat(alice.client().messages().setTimer(bob.aci(), Duration.ofSeconds(1)))
        .isInstanceOf(SendOutcome.Sent.class);
    assertThat(bob.await(Incoming.TimerChanged.class))
        .isEqualTo(new Incoming.TimerChanged(alice.aci(), alice.aci(), Duration.ofSeconds(1)));
    assertThat(bob.client().messages().timer(alice.aci())).isEqualTo(Duration.ofSeconds(1));

    TextName text = new TextName(alice.aci(), say(alice, bob, "not for long").sentAt());
    assertThat(bob.await(Incoming.Text.class).staysFor()).isEqualTo(Duration.ofSeconds(1));
    assertThat(tablet.await(Incoming.Text.class).staysFor()).isEqualTo(Duration.ofSeconds(1));
    assertThat(alice.await(Incoming.Disappeared.class))
        .isEqualTo(new Incoming.Disappeared(bob.aci(), text));

    assertThat(bob.client().messages().disappearsAt(text)).isEmpty();
    tablet.client().messages().read(alice.aci(), List.of(text.sentAt()));
    assertThat(bob.await(Incoming.ReadElsewhere.class))
        .isEqualTo(new Incoming.ReadElsewhere(2, List.of(text)));
    for (SdkDevice device : List.of(bob, tablet)) {
      assertThat(device.await(Incoming.Disappeared.class))
          .isEqualTo(new Incoming.Disappeared(alice.aci(), text));
    }
  }

  @Test
  void profilesAreReadByWhomTheyWereToldTo() throws Exception {
    SdkDevice alice = register();
    SdkDevice bob = register();
    PeerProfile profile = new PeerProfile("Alice", "sails", "\u26f5");
    alice.client().profiles().write(profile);
    assertThat(bob.client().profiles().read(alice.aci())).isEmpty();

    say(alice, bob, "my profile key comes with this");
    assertThat(bob.await(Incoming.Text.class).from()).isEqualTo(alice.aci());

    assertThat(bob.client().profiles().read(alice.aci())).hasValue(profile);
    assertThat(bob.client().profiles().known(alice.aci())).hasValue(profile);
    assertThat(alice.client().profiles().read(alice.aci())).hasValue(profile);
    assertThat(say(bob, alice, "sealed").sealedSender()).isTrue();
  }

  @Test
  void aTextGoesToSeveralInOneRequest() throws Exception {
    SdkDevice alice = register();
    SdkDevice bob = register();
    SdkDevice carol = register();
    for (SdkDevice each : List.of(bob, carol)) {
      say(each, alice, "my profile key comes with this");
      assertThat(alice.await(Incoming.Text.class).from()).isEqualTo(each.aci());
    }
    SdkDevice tablet = link(bob);

    Map<ServiceId.Aci, SendOutcome> outcomes =
        alice.client().messages().sendToMany(Set.of(bob.aci(), carol.aci()), "to both");

    assertThat(outcomes.values())
        .hasSize(2)
        .allSatisfy(outcome ->
            assertThat(outcome)
                .isInstanceOfSatisfying(
                    SendOutcome.Sent.class, sent -> assertThat(sent.sealedSender()).isTrue()));
    for (SdkDevice each : List.of(bob, tablet, carol)) {
      Incoming.Text text = each.await(Incoming.Text.class);
      assertThat(text.body()).isEqualTo("to both");
      assertThat(text.from()).isEqualTo(alice.aci());
      assertThat(text.sealedSender()).isTrue();
    }
  }
}
