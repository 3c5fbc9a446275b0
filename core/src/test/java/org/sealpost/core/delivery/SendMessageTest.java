package org.sealpost.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sealpost.core.TestClient;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.accounts.Device;
import org.sealpost.core.delivery.SendOutcome.Accepted;
import org.sealpost.core.delivery.SendOutcome.Defect;
import org.sealpost.core.delivery.SendOutcome.DevicesMismatched;
import org.sealpost.core.delivery.SendOutcome.DevicesStale;
import org.sealpost.core.delivery.SendOutcome.InvalidMessages;
import org.sealpost.core.delivery.SendOutcome.TooLarge;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.protocol.proto.Envelope;

/// Who may send, what a send must name, and what is stored of it; over SQLite. Alice has two
/// devices, Bob one.
class SendMessageTest {
  private static final int LINKED = 77;

  @TempDir Path folder;
  private SendDesk desk;
  private final TestClient aliceClient = new TestClient("+15550001111");
  private Account alice;
  private AuthenticatedDevice aliceLinked;
  private AuthenticatedDevice bob;

  @BeforeEach
  void register() {
    desk = new SendDesk(folder);
    Account registered = aliceClient.register(desk.core);
    aliceLinked = desk.link(aliceClient, LINKED);
    alice = desk.core.accounts.refresh(registered.aci()).orElseThrow();
    TestClient bobClient = new TestClient("+15550002222");
    bob = bobClient.primary(desk.core, bobClient.register(desk.core));
  }

  @AfterEach
  void close() {
    desk.close();
  }

  private AuthenticatedDevice primary() {
    return new AuthenticatedDevice(alice, alice.device(1).orElseThrow());
  }

  private Send fromBob(List<DeviceMessage> messages) {
    return SendDesk.from(Optional.of(bob), alice, alice.aci(), messages);
  }

  private int registrationId(int device) {
    return alice.device(device).orElseThrow().registrationId();
  }

  private void assertNothingStored() {
    for (Device device : alice.devices()) {
      assertThat(desk.queued(device.inbox())).isEmpty();
    }
    assertThat(desk.core.storage.inboxes().totals().accepted()).isZero();
    assertThat(desk.handed).isEmpty();
  }

  @Test
  void eachDeviceHasItsOwnEnvelopeWithAllFields() {
    Send send =
        fromBob(
            List.of(
                SendDesk.content("two", 2, LINKED), SendDesk.content("one", 1, registrationId(1))));
    assertThat(desk.send(send)).isEqualTo(new Accepted(false));

    Device linked = alice.device(2).orElseThrow();
    assertThat(desk.waiting(alice, alice.device(1).orElseThrow()))
        .extracting(envelope -> envelope.getContent().toStringUtf8())
        .containsExactly("one|");
    assertThat(desk.waiting(alice, linked))
        .singleElement()
        .satisfies(envelope -> {
          assertThat(envelope.getContent().toStringUtf8()).isEqualTo("two|");
          assertThat(envelope.getSourceServiceId()).isEqualTo(bob.account().aci().text());
          assertThat(envelope.getSourceDevice()).isEqualTo(1);
          assertThat(envelope.getDestinationServiceId()).isEqualTo(alice.aci().text());
          assertThat(envelope.getClientTimestamp()).isEqualTo(1_000);
          assertThat(envelope.getServerTimestamp()).isPositive();
          assertThat(envelope.getServerGuid())
              .isEqualTo(desk.queued(linked.inbox()).getFirst().id().uuid().toString());
        });
    assertThat(desk.handed).extracting(SendDesk.Handed::label).containsExactly("two", "one");
  }

  @Test
  void aSealedSendAndAStoryNameNobody() {
    List<DeviceMessage> messages = SendDesk.contents("sealed", alice.aci(), alice.devices());
    desk.send(SendDesk.from(Optional.empty(), alice, alice.aci(), messages));
    desk.send(
        new Send(
            Optional.of(bob),
            alice,
            alice.aci(),
            2_000,
            false,
            true,
            true,
            SendDesk.contents("story", alice.aci(), alice.devices())));

    assertThat(desk.waiting(alice, alice.device(1).orElseThrow()))
        .hasSize(2)
        .allSatisfy(envelope -> {
          assertThat(envelope.hasSourceServiceId()).isFalse();
          assertThat(envelope.hasSourceServiceIdBinary()).isFalse();
          assertThat(envelope.hasSourceDevice()).isFalse();
        })
        .extracting(Envelope::getStory)
        .containsExactly(false, true);
  }

  @ParameterizedTest
  @CsvSource({
    // devices named with the right (r) or a wrong (w) registration id, and what the answer lists
    "'1r',      'missing 2'",
    "'2r',      'missing 1'",
    "'1r 2r 3r','extra 3'",
    "'1r 3r',   'missing 2 extra 3'",
    "'',        'missing 1 2'",
    "'1r 2w',   'stale 2'",
    "'2w 1w',   'stale 2 1'",
    "'1w 3r',   'stale 1'",
  })
  void messagesForOtherDevicesThanThereAreStoreNothing(String named, String answer) {
    List<DeviceMessage> messages = new ArrayList<>();
    for (String one : named.isEmpty() ? List.<String>of() : List.of(named.split(" "))) {
      int id = Character.digit(one.charAt(0), 10);
      int right = id == 1 ? registrationId(1) : LINKED;
      messages.add(SendDesk.content("m", id, one.endsWith("r") ? right : right + 5));
    }
    assertThat(describe(desk.send(fromBob(messages)))).isEqualTo(answer);
    assertNothingStored();
  }

  private static String describe(SendOutcome outcome) {
    return switch (outcome) {
      case DevicesMismatched(List<Integer> missing, List<Integer> extra) ->
          (list("missing", missing) + list("extra", extra)).trim();
      case DevicesStale(List<Integer> stale) -> list("stale", stale).trim();
      case Accepted _,
          TooLarge _,
          InvalidMessages _,
          SendOutcome.InboxFull _,
          SendOutcome.RecipientGone _ ->
          outcome.toString();
    };
  }

  private static String list(String name, List<Integer> ids) {
    StringBuilder text = new StringBuilder(ids.isEmpty() ? "" : " " + name);
    ids.forEach(id -> text.append(' ').append(id));
    return text.toString();
  }

  @Test
  void aSendToANumbersIdentityIsCheckedByItsOwnRegistrationIds() {
    Send byAci =
        SendDesk.from(
            Optional.of(bob),
            alice,
            alice.pni(),
            SendDesk.contents("m", alice.aci(), alice.devices()));
    assertThat(desk.send(byAci)).isEqualTo(new DevicesStale(List.of(1, 2)));
    Send byPni =
        SendDesk.from(
            Optional.of(bob),
            alice,
            alice.pni(),
            SendDesk.contents("m", alice.pni(), alice.devices()));
    assertThat(desk.send(byPni)).isEqualTo(new Accepted(false));
    assertThat(desk.waiting(alice, alice.device(1).orElseThrow()))
        .extracting(Envelope::getDestinationServiceId)
        .containsExactly(alice.pni().text());
  }

  @Test
  void aDeviceWritesToItsSiblingsAndNotToItself() {
    Send sync =
        SendDesk.from(
            Optional.of(primary()),
            alice,
            alice.aci(),
            List.of(SendDesk.content("sync", 2, LINKED)));
    assertThat(desk.send(sync)).isEqualTo(new Accepted(false));
    assertThat(desk.queued(alice.device(1).orElseThrow().inbox())).isEmpty();
    assertThat(desk.queued(alice.device(2).orElseThrow().inbox())).hasSize(1);

    assertThat(desk.send(SendDesk.from(primary(), alice, "also to itself")))
        .isEqualTo(new DevicesMismatched(List.of(), List.of(1)));
    assertThat(desk.send(SendDesk.from(Optional.of(primary()), alice, alice.aci(), List.of())))
        .isEqualTo(new DevicesMismatched(List.of(2), List.of()));
  }

  @Test
  void anEmptyTranscriptOfALonelyDeviceIsAccepted() {
    Account account = bob.account();
    assertThat(desk.send(SendDesk.from(Optional.of(bob), account, account.aci(), List.of())))
        .isEqualTo(new Accepted(false));
    assertThat(desk.core.storage.inboxes().totals().accepted()).isZero();
  }

  @Test
  void aSenderWithOtherDevicesIsAskedForATranscript() {
    assertThat(desk.send(SendDesk.from(primary(), bob.account(), "m")))
        .isEqualTo(new Accepted(true));
  }

  @Test
  void anUnlinkedDeviceLeavesOutNobodyWhoHasItsNumberNow() {
    desk.core.unlinkDevice.unlink(primary(), 2);
    AuthenticatedDevice successor = desk.link(aliceClient, LINKED);
    assertThat(successor.device().id()).isEqualTo(2);

    Send ofTheFormer =
        SendDesk.from(
            Optional.of(aliceLinked),
            alice,
            alice.aci(),
            List.of(SendDesk.content("late", 1, registrationId(1))));
    assertThat(desk.send(ofTheFormer)).isEqualTo(new DevicesMismatched(List.of(2), List.of()));
    assertNothingStored();
  }

  @ParameterizedTest
  @CsvSource({
    "5, 1, TYPE",
    "7, 1, TYPE",
    "2, 1, TYPE",
    "-1, 1, TYPE",
    "1, 0, DEVICE_ID",
    "1, 128, DEVICE_ID",
    "1, -1, DEVICE_ID",
  })
  void whatMakesNoSenseIsRefused(int type, int device, Defect defect) {
    DeviceMessage message = new DeviceMessage(type, device, 1, Bytes.wrap(new byte[] {1}));
    assertThat(desk.send(fromBob(List.of(message)))).isEqualTo(new InvalidMessages(defect));
    assertNothingStored();
  }

  @Test
  void oneDeviceTwiceAndNoContentAndNoTimeAreRefused() {
    DeviceMessage one = SendDesk.content("m", 1, registrationId(1));
    assertThat(desk.send(fromBob(List.of(one, SendDesk.content("m", 2, LINKED), one))))
        .isEqualTo(new InvalidMessages(Defect.DUPLICATE_DEVICE));
    assertThat(desk.send(fromBob(List.of(new DeviceMessage(1, 1, 1, Bytes.EMPTY)))))
        .isEqualTo(new InvalidMessages(Defect.NO_CONTENT));
    for (long time : new long[] {-1, 8_640_000_000_000_001L}) {
      assertThat(
              desk.send(
                  new Send(
                      Optional.of(bob),
                      alice,
                      alice.aci(),
                      time,
                      false,
                      true,
                      false,
                      List.of(one))))
          .isEqualTo(new InvalidMessages(Defect.TIMESTAMP));
    }
    assertNothingStored();
  }

  @Test
  void sizesAreLookedAtAfterDevices() {
    Bytes large = Bytes.wrap(new byte[desk.limits.maxContentBytes() + 1]);
    DeviceMessage first = new DeviceMessage(1, 1, registrationId(1), large);
    assertThat(desk.send(fromBob(List.of(first))))
        .isEqualTo(new DevicesMismatched(List.of(2), List.of()));
    assertThat(desk.send(fromBob(List.of(first, SendDesk.content("m", 2, LINKED)))))
        .isEqualTo(new TooLarge(desk.limits.maxContentBytes()));
    assertNothingStored();
    byte[] all = new byte[desk.limits.maxContentBytes()];
    all[0] = '|';
    DeviceMessage largest = new DeviceMessage(1, 1, registrationId(1), Bytes.wrap(all));
    assertThat(desk.send(fromBob(List.of(largest, SendDesk.content("m", 2, LINKED)))))
        .isEqualTo(new Accepted(false));
  }

  @Test
  void whatIsSentAgainWhileItWaitsIsStoredOnce() {
    Send send = SendDesk.from(bob, alice, "m");
    desk.send(send);
    assertThat(desk.send(send)).isEqualTo(new Accepted(false));
    assertThat(desk.queued(alice.device(1).orElseThrow().inbox())).hasSize(1);
    assertThat(desk.handed).extracting(one -> one.placed().repeat()).endsWith(true, true);
  }

  @Test
  void whatIsSentAgainAfterItsDeviceTookItIsAnsweredAndNotStoredForAWhile() {
    Send send = SendDesk.from(bob, alice, "m");
    desk.send(send);
    acknowledge(alice.device(1).orElseThrow());

    assertThat(desk.send(send)).isEqualTo(new Accepted(false));
    assertThat(desk.queued(alice.device(1).orElseThrow().inbox())).isEmpty();
    assertThat(desk.queued(alice.device(2).orElseThrow().inbox())).hasSize(1);
    acknowledge(alice.device(2).orElseThrow());
    assertThat(desk.send(send)).isEqualTo(new Accepted(false));
    assertThat(desk.core.storage.inboxes().totals().accepted()).isEqualTo(2);

    desk.core.clock.advance(desk.limits.rememberedFor().plus(Duration.ofSeconds(1)));
    assertThat(desk.send(send)).isEqualTo(new Accepted(false));
    assertThat(desk.queued(alice.device(1).orElseThrow().inbox())).hasSize(1);
  }

  private void acknowledge(Device device) {
    List<EnvelopeId> ids = desk.queued(device.inbox()).stream().map(one -> one.id()).toList();
    assertThat(
            desk.inboxes()
                .acknowledge(
                    new DeviceInboxes.Owner(alice.aci(), device.id(), device.inbox()),
                    new StreamAction.Acknowledge(1, ids)))
        .isEqualTo(new StreamEvent.Acknowledged(1));
  }

  /// As on a node whose memory of accounts lags.
  @Test
  void aRepeatIsDecidedByTheDevicesThatThereAreNow() {
    Scene scene = new Scene();
    scene.online(1).connection();
    Scene.Connected first = scene.online(1);
    Scene.Connected second = scene.online(2);
    Send send = scene.message("m", false);
    scene.sending.send(send);
    first.answerAll();
    second.answerAll();
    scene.held.runAll();
    assertThat(scene.sending.send(send)).isEqualTo(new Accepted(false));

    scene.change(TestAccounts.withDevice(scene.account(), 3, Optional.of(scene.device(3, 3))));
    assertThat(scene.sending.send(send)).isEqualTo(new DevicesMismatched(List.of(3), List.of()));
  }

  /// The same node: what it remembers refuses nobody.
  @Test
  void aRefusalIsDecidedByTheDevicesThatThereAreNow() {
    Scene scene = new Scene();
    Account remembered = scene.account();
    scene.change(TestAccounts.withDevice(scene.account(), 3, Optional.of(scene.device(3, 3))));
    List<DeviceMessage> messages = scene.message("m", false).messages();
    assertThat(messages).hasSize(3);

    assertThat(
            scene.sending.send(
                SendDesk.from(Optional.empty(), remembered, remembered.aci(), messages)))
        .isEqualTo(new Accepted(false));
  }

  @Test
  void anAccountThatWentAwayMeanwhileIsGone() {
    Scene scene = new Scene();
    Send send = scene.message("m", false);
    scene.accounts.remove(scene.account());
    scene.model.abandon(scene.inbox(1));
    assertThat(scene.sending.send(send)).isEqualTo(new SendOutcome.RecipientGone());
  }

  @Test
  void anEphemeralSendIsCheckedAndHandedOnAndNeverStored() {
    List<DeviceMessage> messages = SendDesk.contents("typing", alice.aci(), alice.devices());
    Send typing = new Send(Optional.of(bob), alice, alice.aci(), 1, true, true, false, messages);
    assertThat(desk.send(typing)).isEqualTo(new Accepted(false));
    assertThat(desk.ephemeral)
        .containsExactlyElementsOf(alice.devices().stream().map(Device::inbox).toList());
    Send incomplete =
        new Send(
            Optional.of(bob), alice, alice.aci(), 1, true, true, false, messages.subList(0, 1));
    assertThat(desk.send(incomplete)).isEqualTo(new DevicesMismatched(List.of(2), List.of()));
    assertThat(desk.ephemeral).hasSize(2);
    assertNothingStored();
  }

  @Test
  void envelopesThatDoNotOpenHideNothing() {
    Device device = alice.device(1).orElseThrow();
    for (int i = 0; i < 300; i++) {
      desk.damage(alice, device, new EnvelopeId(new UUID(0x8000L, i)));
    }
    desk.send(SendDesk.from(bob, alice, "behind"));
    HeldTasks held = new HeldTasks();
    RecordingTransport transport = new RecordingTransport();
    new ConnectedDevices(desk.inboxes(), desk.limits, held, desk.core.clock)
        .connect(primary(), transport)
        .orElseThrow()
        .start();
    held.runAll();

    assertThat(transport.labels()).containsExactly("behind");
    assertThat(transport.queueEmpties).isEqualTo(1);
  }

  @Test
  void whoMaySendToWhom() {
    SecretBytes key = TestClient.attributes().accessKey().orElseThrow();
    SecretBytes wrong = SecretBytes.wrap(new byte[16]);
    Aci nobody = new Aci(new UUID(4, 4));
    Optional<AuthenticatedDevice> sender = Optional.of(bob);

    assertThat(desk.authorize.authorize(sender, alice.aci(), Optional.empty()))
        .isEqualTo(new SendAuthorization.Allowed(alice, sender));
    assertThat(desk.authorize.authorize(sender, alice.pni(), Optional.of(wrong)))
        .isEqualTo(new SendAuthorization.Allowed(alice, sender));
    assertThat(desk.authorize.authorize(sender, bob.account().aci(), Optional.empty()))
        .isInstanceOf(SendAuthorization.Allowed.class);
    assertThat(desk.authorize.authorize(sender, bob.account().pni(), Optional.empty()))
        .isEqualTo(new SendAuthorization.Forbidden());
    assertThat(desk.authorize.authorize(sender, nobody, Optional.empty()))
        .isEqualTo(new SendAuthorization.UnknownRecipient());

    assertThat(desk.authorize.authorize(Optional.empty(), alice.aci(), Optional.of(key)))
        .isEqualTo(new SendAuthorization.Allowed(alice, Optional.empty()));
    SendAuthorization unauthorized = new SendAuthorization.Unauthorized();
    assertThat(desk.authorize.authorize(Optional.empty(), alice.aci(), Optional.empty()))
        .isEqualTo(unauthorized);
    assertThat(desk.authorize.authorize(Optional.empty(), alice.aci(), Optional.of(wrong)))
        .isEqualTo(unauthorized);
    assertThat(desk.authorize.authorize(Optional.empty(), alice.pni(), Optional.of(key)))
        .isEqualTo(unauthorized);
    assertThat(desk.authorize.authorize(Optional.empty(), nobody, Optional.of(key)))
        .isEqualTo(unauthorized);
    assertThat(desk.authorize.authorize(Optional.empty(), nobody, Optional.of(wrong)))
        .isEqualTo(unauthorized);
  }
}
