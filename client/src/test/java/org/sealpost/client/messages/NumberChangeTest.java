package org.sealpost.client.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sealpost.client.content.Message;
import org.sealpost.client.keys.PreKeys;
import org.sealpost.client.keys.RepeatedUseKeys;
import org.sealpost.client.number.ChangeNumber;
import org.sealpost.client.number.NumberOutcome;
import org.sealpost.client.registration.Registration;
import org.sealpost.client.registration.RegistrationOutcome;
import org.sealpost.client.registration.RegistrationProof;
import org.sealpost.client.state.PniKeys;
import org.sealpost.client.state.Self;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.Reply;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.IdentityType;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.json.AccountIdentity;
import org.sealpost.protocol.json.MismatchedDevices;
import org.sealpost.protocol.json.OutgoingMessages.OutgoingMessage;
import org.sealpost.protocol.json.WireJson;
import org.sealpost.protocol.proto.Envelope;

/// A change of number and what can go wrong with it, on a server of paper.
class NumberChangeTest {
  private static final PhoneNumber NEXT = new PhoneNumber("+15550002222");
  private static final RegistrationProof CODE = new RegistrationProof.Code("0123456789");

  private final PaperServer server = new PaperServer();
  private final List<Party> parties = new ArrayList<>();
  private final Party bob = keep(Party.primary(server).publish(5));
  private final Party tablet = keep(bob.linked(server, 2).publish(5));
  private final UUID nextPni = UUID.randomUUID();
  private final List<org.sealpost.protocol.json.ChangeNumber> asked = new ArrayList<>();
  private final ChangeNumber change = changeOf(bob);
  private PhoneNumber number = bob.self.number();
  private Optional<Reply> refusal = Optional.empty();
  private int codes;
  private int changes;

  NumberChangeTest() {
    server.accountDoor = this::answer;
  }

  private Party keep(Party party) {
    parties.add(party);
    return party;
  }

  @AfterEach
  void close() {
    parties.forEach(Party::close);
  }

  /// What a device begins with, also after it was killed.
  private ChangeNumber changeOf(Party party) {
    return new ChangeNumber(
        party.state,
        party.self,
        (_, _) -> {
          codes++;
          return new Registration.Verification("session " + codes, Optional.empty());
        },
        server.requestsOf(party.self),
        party.sender.siblings(),
        Clock.systemUTC(),
        () -> changes++);
  }

  private Reply answer(Call call, Self asking) throws IOException {
    if (call.path().equals("/v1/accounts/whoami")) {
      return reply(200, identity());
    }
    assertThat(call.label()).isEqualTo("PUT /v2/accounts");
    org.sealpost.protocol.json.ChangeNumber request;
    try {
      request = WireJson.read(call.body(), org.sealpost.protocol.json.ChangeNumber.class);
    } catch (WireJson.BadJson e) {
      throw new IOException(e);
    }
    asked.add(request);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    var messages = Objects.requireNonNull(request.deviceMessages());
    if (messages.isEmpty()) {
      return reply(409, new MismatchedDevices(List.of(2), List.of()));
    }
    assertThat(Objects.requireNonNull(request.pniRegistrationIds())).containsOnlyKeys(1, 2);
    number = PhoneNumber.parse(Objects.requireNonNull(request.number())).orElseThrow();
    messages.forEach(message -> tell(asking, Objects.requireNonNull(message)));
    return reply(200, identity());
  }

  private void tell(Self from, OutgoingMessage message) {
    tablet.device.inbox.add(
        Envelope.newBuilder()
            .setType(Envelope.Type.forNumber(message.type()))
            .setServerTimestamp(1)
            .setDestinationServiceId(bob.self.aci().text())
            .setSourceServiceId(from.aci().text())
            .setSourceDevice(from.deviceId())
            .setUpdatedPni(nextPni.toString())
            .setContent(
                ByteString.copyFrom(Objects.requireNonNull(message.content()).unsafeArray()))
            .build());
  }

  private AccountIdentity identity() {
    return new AccountIdentity(
        bob.self.aci().uuid(),
        number.equals(NEXT) ? nextPni : bob.self.pni().uuid(),
        number.e164(),
        false,
        null,
        null,
        AccountIdentity.Entitlements.NONE,
        null);
  }

  private static Reply reply(int status, Object body) {
    return new Reply(status, Map.of(), WireJson.write(body));
  }

  private static Self self(Party party) {
    return party.state.self().orElseThrow();
  }

  /// The device has what the server was told of it.
  private void hasTheNewIdentity(Party party) throws Exception {
    org.sealpost.protocol.json.ChangeNumber told = asked.getLast();
    int device = party.self.deviceId();
    Self now = self(party);
    assertThat(now.number()).isEqualTo(NEXT);
    assertThat(now.pni().uuid()).isEqualTo(nextPni);
    assertThat(Bytes.wrap(now.pniIdentity().getPublicKey().serialize()))
        .isEqualTo(told.pniIdentityKey());
    assertThat(now.pniRegistrationId())
        .isEqualTo(Objects.requireNonNull(told.pniRegistrationIds()).get(device));
    var store = party.state.protocol(party.self, IdentityType.PNI);
    assertThat(store.getIdentityKeyPair().getPublicKey())
        .isEqualTo(now.pniIdentity().getPublicKey());
    assertThat(store.getLocalRegistrationId()).isEqualTo(now.pniRegistrationId());
    assertThat(store.loadSignedPreKeys())
        .singleElement()
        .satisfies(key ->
            assertThat(PreKeys.onWire(key))
                .isEqualTo(Objects.requireNonNull(told.devicePniSignedPrekeys()).get(device)));
    assertThat(store.loadKyberPreKeys())
        .singleElement()
        .satisfies(key ->
            assertThat(PreKeys.onWire(key))
                .isEqualTo(
                    Objects.requireNonNull(told.devicePniPqLastResortPrekeys()).get(device)));
    assertThat(now.aciIdentity().getPublicKey()).isEqualTo(party.self.aciIdentity().getPublicKey());
  }

  @Test
  void bothDevicesHaveTheNewIdentity() throws Exception {
    assertThat(change.change(NEXT, CODE, Optional.empty()))
        .isEqualTo(new NumberOutcome.Changed(NEXT));

    hasTheNewIdentity(bob);
    assertThat(bob.state.begun().numberChange()).isEmpty();
    assertThat(changes).isOne();
    assertThat(tablet.receive(1)).containsExactly(new Incoming.NumberChanged(NEXT));
    hasTheNewIdentity(tablet);
    assertThat(bob.send(tablet, new Message.Silent()))
        .as("the account's own devices still talk")
        .isInstanceOf(SendOutcome.Sent.class);
  }

  /// Neither the first nor a repeat is answered; then the device is killed.
  @Test
  void aChangeWhoseAnswerNeverCameIsFoundOutAfterAKill() throws Exception {
    // Meets the tablet.
    assertThat(bob.send(tablet, new Message.Silent())).isInstanceOf(SendOutcome.Sent.class);
    server.answersToLose = 3;
    assertThatThrownBy(() -> change.change(NEXT, CODE, Optional.empty()))
        .isInstanceOf(IOException.class);
    assertThat(self(bob).number()).isEqualTo(bob.self.number());

    assertThat(changeOf(bob).resume()).hasValue(new NumberOutcome.Changed(NEXT));

    hasTheNewIdentity(bob);
    assertThat(asked).hasSize(4);
    for (var each : asked) {
      assertThat(each.pniIdentityKey()).isEqualTo(asked.getFirst().pniIdentityKey());
      assertThat(each.devicePniSignedPrekeys())
          .isEqualTo(asked.getFirst().devicePniSignedPrekeys());
      assertThat(each.pniRegistrationIds()).isEqualTo(asked.getFirst().pniRegistrationIds());
    }
    // Every repeat brought it the same keys: it says so once.
    assertThat(tablet.receive(1)).containsExactly(new Incoming.NumberChanged(NEXT));
    assertThat(tablet.leavesNothingUnhandled()).isTrue();
    assertThat(tablet.handed).isEmpty();
    hasTheNewIdentity(tablet);
    assertThat(changeOf(bob).resume()).isEmpty();
  }

  @Test
  void aCodeIsUsedOnceHoweverOftenTheNumberIsAskedFor() throws Exception {
    refusal = Optional.of(new Reply(429, Map.of("retry-after", "7"), Bytes.EMPTY));
    assertThat(change.change(NEXT, CODE, Optional.empty()))
        .isEqualTo(
            new NumberOutcome.NotTaken(new RegistrationOutcome.TryLater(Duration.ofSeconds(7))));
    assertThat(changeOf(bob).resume()).isEmpty();
    assertThat(self(bob).number()).isEqualTo(bob.self.number());

    refusal = Optional.empty();
    assertThat(changeOf(bob).change(NEXT, CODE, Optional.empty()))
        .isEqualTo(new NumberOutcome.Changed(NEXT));
    assertThat(codes).isOne();
    assertThat(asked.getLast().sessionId()).isEqualTo("session 1");
  }

  @Test
  void whatIsRefusedLeavesNothing() throws Exception {
    refusal = Optional.of(PaperServer.status(401));
    assertThat(change.change(NEXT, CODE, Optional.empty()))
        .isEqualTo(new NumberOutcome.NotTaken(new RegistrationOutcome.Refused(401)));

    assertThat(bob.state.begun().numberChange()).isEmpty();
    assertThat(self(bob).number()).isEqualTo(bob.self.number());
    assertThat(self(bob).pniIdentity().getPublicKey())
        .isEqualTo(bob.self.pniIdentity().getPublicKey());
    assertThat(changeOf(tablet).change(NEXT, CODE, Optional.empty()))
        .isEqualTo(new NumberOutcome.NotPrimary());
  }

  /// Whoever is not the primary says what they like: this device keeps its number.
  @Test
  void onlyThePrimaryIsBelieved() throws Exception {
    Party mallory = keep(Party.primary(server).publish(5));
    Party third = keep(bob.linked(server, 3).publish(5));
    var keys = new PniKeys(RepeatedUseKeys.fresh(bob.keys.pniIdentity(), Instant.now()), 77);
    var lie = SiblingMessages.numberChange(NEXT, mallory.keys.pniIdentity(), keys);
    for (Party each : List.of(mallory, third)) {
      assertThat(each.send(bob.self.aci(), lie)).isInstanceOf(SendOutcome.Sent.class);
      tablet.deliver(
          Objects.requireNonNull(tablet.device.inbox.poll()).toBuilder()
              .setUpdatedPni(nextPni.toString())
              .build());
    }

    assertThat(tablet.leavesNothingUnhandled()).isTrue();
    assertThat(self(tablet).number()).isEqualTo(bob.self.number());
    assertThat(tablet.handed).isEmpty();
  }
}
