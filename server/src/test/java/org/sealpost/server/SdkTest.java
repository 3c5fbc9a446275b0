package org.sealpost.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.client.connection.ConnectionState;
import org.sealpost.client.content.Message;
import org.sealpost.client.content.ReceiptKind;
import org.sealpost.client.linking.DeviceName;
import org.sealpost.client.linking.LinkApproval;
import org.sealpost.client.linking.NewDevice;
import org.sealpost.client.linking.ProvisioningUri;
import org.sealpost.client.messages.Incoming;
import org.sealpost.client.messages.SendOutcome;
import org.sealpost.client.registration.RegistrationOutcome;
import org.sealpost.client.state.PeerProfile;
import org.sealpost.client.testing.FakeAccounts;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.SocketEvents;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.json.DeviceList;
import org.sealpost.protocol.json.KeyCount;

/// The SDK with real encryption against a real server: what it promises an application.
class SdkTest {
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

  private SdkDevice register() throws Exception {
    return register(FakeAccounts.freshNumber());
  }

  private SdkDevice register(PhoneNumber number) throws Exception {
    return keep(
        SdkDevice.register(server, folder.resolve("state-" + devices.size() + ".db"), number));
  }

  private SdkDevice link(SdkDevice primary) throws Exception {
    try (NewDevice device = NewDevice.open(server.service(), Clock.systemUTC())) {
      ProvisioningUri shown = ProvisioningUri.parse(device.uri().text()).orElseThrow();
      assertThat(primary.client().account().approveLink(shown))
          .isEqualTo(LinkApproval.Outcome.TOLD);
      return keep(
          SdkDevice.link(server, folder.resolve("state-" + devices.size() + ".db"), device));
    }
  }

  private SdkDevice keep(SdkDevice device) {
    devices.add(device);
    return device;
  }

  private static SendOutcome.Sent sent(SendOutcome outcome) {
    assertThat(outcome).isInstanceOf(SendOutcome.Sent.class);
    return (SendOutcome.Sent) outcome;
  }

  @Test
  void aConversationWithReceiptsAndSealedAnswers() throws Exception {
    SdkDevice alice = register().online();
    SdkDevice bob = register().online();

    SendOutcome.Sent first = sent(alice.client().messages().sendText(bob.aci(), "hello"));
    Incoming.Text received = bob.await(Incoming.Text.class);
    assertThat(received.body()).isEqualTo("hello");
    assertThat(received.from()).isEqualTo(alice.aci());
    assertThat(received.sealedSender()).isFalse();
    assertThat(first.sealedSender()).isFalse();
    assertThat(alice.await(Incoming.Receipt.class))
        .isEqualTo(
            new Incoming.Receipt(ReceiptKind.DELIVERED, bob.aci(), 1, List.of(first.sentAt())));

    assertThat(sent(bob.client().messages().sendText(alice.aci(), "sealed")).sealedSender())
        .isTrue();
    Incoming.Text answer = alice.await(Incoming.Text.class);
    assertThat(answer.from()).isEqualTo(bob.aci());
    assertThat(answer.sealedSender()).isTrue();

    sent(alice.client().messages().deleteForEveryone(bob.aci(), first.sentAt()));
    assertThat(bob.await(Incoming.DeletedForEveryone.class))
        .isEqualTo(new Incoming.DeletedForEveryone(alice.aci(), first.sentAt()));
  }

  @Test
  void whatWaitedComesInOrderOnceAndSurvivesARestartOfTheClient() throws Exception {
    SdkDevice alice = register().online();
    SdkDevice bob = register();
    List<String> texts = IntStream.rangeClosed(1, 20).mapToObj(i -> "text " + i).toList();
    for (String text : texts) {
      sent(alice.client().messages().sendText(bob.aci(), text));
    }

    bob.online();
    assertThat(bob.takeTexts()).isEqualTo(texts);
    sent(alice.client().messages().sendText(bob.aci(), "live"));
    assertThat(bob.await(Incoming.Text.class).body()).isEqualTo("live");

    bob.restart();
    bob.online();
    assertThat(bob.takeTexts()).isEmpty();
    sent(alice.client().messages().sendText(bob.aci(), "after the restart"));
    assertThat(bob.await(Incoming.Text.class).body()).isEqualTo("after the restart");
  }

  @Test
  void whatTheApplicationDidNotHandleComesAgainAfterARestart() throws Exception {
    SdkDevice alice = register().online();
    SdkDevice bob = register();
    bob.refuseToHandle(true);
    bob.client().goOnline();
    sent(alice.client().messages().sendText(bob.aci(), "stored, not handled"));
    // The receipt says that the envelope was stored and acknowledged.
    assertThat(alice.await(Incoming.Receipt.class).by()).isEqualTo(bob.aci());

    bob.refuseToHandle(false);
    bob.restart();

    assertThat(bob.await(Incoming.Text.class).body()).isEqualTo("stored, not handled");
    assertThat(bob.client().connectionState()).isEqualTo(ConnectionState.OFFLINE);
  }

  @Test
  void aSecondDeviceIsPartOfTheConversation() throws Exception {
    SdkDevice alice = register().online();
    SdkDevice bob = register().online();
    sent(alice.client().messages().sendText(bob.aci(), "before"));
    assertThat(bob.await(Incoming.Text.class).body()).isEqualTo("before");

    SdkDevice tablet = link(bob).online();
    assertThat(tablet.client().self().deviceId()).isEqualTo(2);
    sent(alice.client().messages().sendText(bob.aci(), "to both"));
    assertThat(bob.await(Incoming.Text.class).body()).isEqualTo("to both");
    assertThat(tablet.await(Incoming.Text.class).body()).isEqualTo("to both");

    sent(tablet.client().messages().sendText(alice.aci(), "from the tablet"));
    assertThat(alice.await(Incoming.Text.class).body()).isEqualTo("from the tablet");
    assertThat(bob.await(Incoming.SentElsewhere.class))
        .satisfies(elsewhere -> {
          assertThat(elsewhere.device()).isEqualTo(2);
          assertThat(elsewhere.to()).isEqualTo(alice.aci());
          assertThat(((Message.Text) elsewhere.message()).body()).isEqualTo("from the tablet");
        });
    sent(bob.client().messages().sendText(alice.aci(), "from the first"));
    assertThat(tablet.await(Incoming.SentElsewhere.class).device()).isEqualTo(1);
    sent(bob.client().messages().sendText(bob.aci(), "a note"));
    assertThat(tablet.await(Incoming.SentElsewhere.class).to()).isEqualTo(bob.aci());

    assertThat(names(bob)).isEqualTo(Map.of(1, "", 2, "tablet"));
    bob.client().account().unlink(2);
    assertThat(tablet.awaitState(ConnectionState.REJECTED)).isTrue();
    sent(alice.client().messages().sendText(bob.aci(), "to one again"));
    assertThat(bob.await(Incoming.Text.class).body()).isEqualTo("to one again");
  }

  private static Map<Integer, String> names(SdkDevice device) throws IOException {
    Map<Integer, String> names = new TreeMap<>();
    for (DeviceList.Device each : device.client().account().devices()) {
      var sealed = each.name();
      names.put(
          each.id(),
          sealed == null
              ? ""
              : DeviceName.decrypt(device.client().self().aciIdentity(), sealed).orElse("?"));
    }
    return names;
  }

  @Test
  void onlyThePrimaryLinksAndOnlyWhoListensIsTold() throws Exception {
    SdkDevice bob = register().online();
    SdkDevice tablet = link(bob).online();
    ProvisioningUri stale;
    try (NewDevice device = NewDevice.open(server.service(), Clock.systemUTC())) {
      stale = device.uri();
      assertThat(tablet.client().account().approveLink(stale))
          .isEqualTo(LinkApproval.Outcome.NOT_PRIMARY);
    }
    assertThat(bob.client().account().approveLink(stale))
        .isEqualTo(LinkApproval.Outcome.NOBODY_THERE);
  }

  @Test
  void oneTimePrekeysAreSuppliedAgainWhenTheyRunLow() throws Exception {
    SdkDevice bob = register().online();
    bob.client().supplyPreKeys();
    assertThat(bob.keyCount()).isEqualTo(new KeyCount(100, 100));
    Call fetch = Call.get("/v2/keys/" + bob.aci().text() + "/*");
    for (int fetched = 0; fetched < 91; ) {
      // One alone is stopped by the limit on prekey fetches.
      var stranger = server.accounts().register();
      while (fetched < 91 && stranger.tunnelled(fetch).isSuccess()) {
        fetched++;
      }
    }
    assertThat(bob.keyCount()).isEqualTo(new KeyCount(9, 9));

    bob.client().supplyPreKeys();

    assertThat(bob.keyCount()).isEqualTo(new KeyCount(100, 100));
    SdkDevice alice = register().online();
    sent(alice.client().messages().sendText(bob.aci(), "with a fresh key"));
    assertThat(bob.await(Incoming.Text.class).body()).isEqualTo("with a fresh key");
  }

  @Test
  void anAccountTakenOverIsNoticedByBothSides() throws Exception {
    PhoneNumber number = FakeAccounts.freshNumber();
    SdkDevice alice = register().online();
    SdkDevice bob = register(number).online();
    sent(alice.client().messages().sendText(bob.aci(), "before"));
    assertThat(bob.await(Incoming.Text.class).body()).isEqualTo("before");

    SdkDevice anew = register(number).online();
    assertThat(anew.aci()).isEqualTo(bob.aci());
    assertThat(bob.awaitState(ConnectionState.REJECTED)).isTrue();
    assertThat(alice.client().messages().sendText(bob.aci(), "to whom?"))
        .isEqualTo(new SendOutcome.IdentityChanged(bob.aci()));

    sent(anew.client().messages().sendText(alice.aci(), "it is me"));
    assertThat(alice.await(Incoming.IdentityChanged.class).peer()).isEqualTo(bob.aci());
    sent(alice.client().messages().sendText(bob.aci(), "welcome back"));
    assertThat(anew.await(Incoming.Text.class).body()).isEqualTo("welcome back");
  }

  @Test
  void profileAndAttributesAreTaken() throws Exception {
    SdkDevice bob = register().online();
    bob.client().profiles().write(new PeerProfile("Bob", "sails", "\u26f5"));
    bob.client().account().writeAttributes();
  }

  @Test
  void whatIsRefusedIsSaid() throws Exception {
    SdkDevice alice = register().online();
    assertThat(
            alice
                .client()
                .messages()
                .sendText(new ServiceId.Aci(UUID.randomUUID()), "is anybody there?"))
        .isEqualTo(new SendOutcome.UnknownRecipient());
    SdkDevice bob = register();
    assertThat(alice.client().messages().sendText(bob.aci(), "x".repeat(300_000)))
        .isEqualTo(new SendOutcome.TooLarge());
    assertThat(
            SdkDevice.tryToRegister(
                server, folder.resolve("none.db"), FakeAccounts.freshNumber(), "0000000000"))
        .isEqualTo(new RegistrationOutcome.WrongCode());
  }

  @Test
  void theNewestConnectionOfADeviceWinsAndTheOlderComesBack() throws Exception {
    SdkDevice alice = register().online();
    SdkDevice bob = register().online();
    for (int i = 0; i < 3; i++) {
      // Another program with the same credentials; ours is displaced and displaces it again.
      try (var _ = server.service().connect(bob.client().self().credentials(), SocketEvents.NONE)) {
        sent(alice.client().messages().sendText(bob.aci(), "text " + i));
        assertThat(bob.await(Incoming.Text.class).body()).isEqualTo("text " + i);
      }
    }
  }
}
