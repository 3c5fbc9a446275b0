package org.sealpost.core.numbers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.core.AccountState;
import org.sealpost.core.RecordedEvents;
import org.sealpost.core.TestClient;
import org.sealpost.core.TestCore;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.accounts.Device;
import org.sealpost.core.accounts.RegistrationOutcome;
import org.sealpost.core.accounts.RegistrationProof;
import org.sealpost.core.accounts.RegistrationProof.RecoveryPassword;
import org.sealpost.core.accounts.RegistrationProof.VerifiedSession;
import org.sealpost.core.delivery.DeliveryLimits;
import org.sealpost.core.delivery.DeviceMessage;
import org.sealpost.core.delivery.SendOutcome;
import org.sealpost.core.keys.FetchOutcome;
import org.sealpost.core.keys.PublishOutcome;
import org.sealpost.core.numbers.ChangeNumberOutcome.Changed;
import org.sealpost.core.numbers.NumberChange.DeviceKeys;
import org.sealpost.core.numbers.NumberChange.Move;
import org.sealpost.crypto.AssociatedData;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.IdentityType;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.proto.Envelope;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.inboxes.Position;
import org.sealpost.storage.inboxes.QueuedEnvelope;
import org.sealpost.storage.tck.faults.Fault;
import org.sealpost.storage.tck.faults.FaultPlan;

class ChangeNumberTest {
  private static final SecretBytes LOCK = secret("a".repeat(64));
  private static final SecretBytes RECOVERY = secret("r".repeat(32));

  @TempDir Path folder;
  private TestCore core;
  private ChangeNumber change;
  private final TestClient alice = new TestClient("+15550001111");

  /// Her new number, with the identity that she will have under it.
  private final TestClient moved = new TestClient("+15550009999");

  private Account account;
  private AuthenticatedDevice primary;

  @BeforeEach
  void register() {
    core = new TestCore(folder);
    change = Mover.of(core);
    account = alice.register(core);
    core.linkDevice.link(alice.link(alice.linkCode(core, account)));
    primary = alice.primary(core, account);
    account = primary.account();
    for (IdentityType identity : IdentityType.values()) {
      core.publishPreKeys.publish(primary, identity, alice.oneTimeKeys(identity, 10, 5, 5));
    }
  }

  @AfterEach
  void close() {
    core.close();
  }

  @Test
  void numberPniKeysAndRegistrationIdsChangeTogether() {
    NumberChange request = request(session());

    Account after = Mover.changed(change.change(primary, request));

    assertThat(after.aci()).isEqualTo(account.aci());
    assertThat(after.number()).isEqualTo(moved.number);
    assertThat(after.pni()).isEqualTo(core.hashes.numberIdentity(moved.number));
    assertThat(after.pniIdentityKey()).isEqualTo(TestClient.key(moved.pniIdentity));
    assertThat(after.aciIdentityKey()).isEqualTo(account.aciIdentityKey());
    assertThat(after.devices()).extracting(Device::pniRegistrationId).containsExactly(101, 102);
    assertThat(after.devices()).extracting(Device::registrationId).containsExactly(1234, 1234);
    assertThat(core.accounts.findByNumber(moved.number)).contains(after);
    assertThat(core.accounts.findByNumber(alice.number)).isEmpty();
    assertThat(core.accounts.find(account.pni())).isEmpty();
    assertThat(core.accounts.find(after.pni())).contains(after);
    assertThat(core.retired).isEmpty();
    RecordedEvents events = RecordedEvents.of(core);
    assertThat(events.types()).endsWith("invite.used", "account.number_changed");
    assertThat(events.last("account.number_changed", "person"))
        .contains(account.pseudonym().text());
    assertThat(events.last("account.number_changed", "session"))
        .isEqualTo(events.last("invite.used", "session"));
  }

  @Test
  void prekeysOfTheNewIdentityAloneAreHandedOut() {
    NumberChange request = request(session());
    Account after = Mover.changed(change.change(primary, request));

    assertThat(fetch(account.pni())).isInstanceOf(FetchOutcome.NotFound.class);
    var bundle = ((FetchOutcome.Fetched) fetch(after.pni())).bundle();
    assertThat(bundle.identityKey()).isEqualTo(TestClient.key(moved.pniIdentity));
    assertThat(bundle.devices())
        .hasSize(2)
        .allSatisfy(device -> {
          assertThat(device.signed())
              .isEqualTo(
                  Optional.ofNullable(request.keys().get(device.deviceId()))
                      .orElseThrow()
                      .signed());
          assertThat(device.ecOneTime()).as("of the former identity").isEmpty();
        });
    var ofAci = ((FetchOutcome.Fetched) fetch(after.aci())).bundle();
    assertThat(ofAci.devices().getFirst().ecOneTime()).isPresent();
    assertThat(
            core.publishPreKeys.publish(
                primary, IdentityType.PNI, alice.oneTimeKeys(IdentityType.PNI, 50, 1, 1)))
        .as("signed by the former identity")
        .isInstanceOf(PublishOutcome.KeysInvalid.class);
    assertThat(
            core.publishPreKeys.publish(
                alice.primary(core, after),
                IdentityType.PNI,
                moved.oneTimeKeys(IdentityType.PNI, 50, 1, 1)))
        .isInstanceOf(PublishOutcome.Published.class);
  }

  @Test
  void theOtherDevicesAreToldTheirNewIdentity() throws Exception {
    Account after = Mover.changed(change.change(primary, request(session())));

    List<Envelope> envelopes = queued(after.device(2).orElseThrow());
    assertThat(envelopes).hasSize(1);
    assertThat(envelopes.getFirst().getUpdatedPni()).isEqualTo(after.pni().uuid().toString());
    assertThat(envelopes.getFirst().getUpdatedPniBinary().size()).isEqualTo(16);
    assertThat(envelopes.getFirst().getContent().toStringUtf8()).isEqualTo("your new keys");
    assertThat(queued(after.device(1).orElseThrow())).isEmpty();
  }

  @Test
  void refusalsChangeNothing() {
    TestClient bob = new TestClient(moved.number.e164());
    Account bobs = bob.register(core);
    core.changeLock.change(bob.primary(core, bobs), Optional.of(LOCK));
    core.clock.advance(Duration.ofMinutes(1));
    RegistrationProof session = session();
    RegistrationProof unverified =
        new VerifiedSession(core.sessions.open(moved.number, "192.0.2.1").id());
    AccountState hers = AccountState.of(core, alice.number);
    AccountState his = AccountState.of(core, bob.number);
    NumberChange good = request(session, Optional.of(LOCK));
    AuthenticatedDevice second = alice.device(core, account, 2, TestClient.PASSWORD);

    assertThat(change.change(second, good)).isInstanceOf(ChangeNumberOutcome.NotPrimary.class);
    assertThat(change.change(primary, signedBy(alice, session)))
        .isInstanceOf(ChangeNumberOutcome.SignatureInvalid.class);
    assertThat(why(change.change(primary, request(unverified, Optional.of(LOCK)))))
        .isInstanceOf(RegistrationOutcome.SessionNotVerified.class);
    assertThat(why(change.change(primary, request(recovery(), Optional.of(LOCK)))))
        .isInstanceOf(RegistrationOutcome.RecoveryRefused.class);
    assertThat(why(change.change(primary, request(session, Optional.empty()))))
        .isInstanceOf(RegistrationOutcome.Locked.class);
    assertThat(why(change.change(primary, request(session, Optional.of(RECOVERY)))))
        .isInstanceOf(RegistrationOutcome.Locked.class);
    assertThat(messages(change.change(primary, with(good, List.of()))))
        .isEqualTo(new SendOutcome.DevicesMismatched(List.of(2), List.of()));
    assertThat(messages(change.change(primary, with(good, List.of(to(2, 1234), to(3, 1234))))))
        .isEqualTo(new SendOutcome.DevicesMismatched(List.of(), List.of(3)));
    assertThat(messages(change.change(primary, with(good, List.of(to(2, 1))))))
        .isEqualTo(new SendOutcome.DevicesStale(List.of(2)));
    assertThat(messages(change.change(primary, with(good, List.of(large(2))))))
        .isInstanceOf(SendOutcome.TooLarge.class);
    assertThat(change.change(primary, withKeysOf(good, 1)))
        .isInstanceOf(ChangeNumberOutcome.KeysIncomplete.class);

    assertThat(AccountState.of(core, alice.number)).isEqualTo(hers);
    assertThat(AccountState.of(core, bob.number)).isEqualTo(his);
    assertThat(core.retired).isEmpty();
    assertThat(change.change(primary, good)).as("the session is good").isInstanceOf(Changed.class);
  }

  @Test
  void anAccountThatHadTheNumberEnds() {
    TestClient bob = new TestClient(moved.number.e164());
    Account bobs = bob.register(core);
    core.clock.advance(Duration.ofMinutes(1));
    RegistrationProof early = session();
    core.clock.advance(Duration.ofMinutes(1));

    Account after = Mover.changed(change.change(primary, request(session())));

    assertThat(core.accounts.refresh(bobs.aci())).isEmpty();
    assertThat(core.accounts.find(bobs.pni())).contains(after);
    assertThat(core.retired).containsExactly(bobs.devices().getFirst().inbox());
    RecordedEvents events = RecordedEvents.of(core);
    assertThat(events.types()).endsWith("account.deleted", "account.number_changed");
    assertThat(events.last("account.deleted", "by")).contains("server");
    assertThat(events.last("account.deleted", "person")).contains(bobs.pseudonym().text());
    assertThat(why(change.change(carol(), request(early))))
        .as("a session that was verified for the one before")
        .isInstanceOf(RegistrationOutcome.SessionNotVerified.class);
  }

  /// Somebody else's primary device.
  private AuthenticatedDevice carol() {
    TestClient carol = new TestClient("+15550003333");
    return carol.primary(core, carol.register(core));
  }

  @Test
  void theHoldersRecoveryPasswordWillDo() {
    TestClient bob = new TestClient(moved.number.e164());
    Account bobs = bob.register(core);
    core.changeAttributes.change(
        bob.primary(core, bobs),
        TestClient.attributes(Set.of(), Optional.empty(), Optional.of(RECOVERY)));

    Account after = Mover.changed(change.change(primary, request(recovery())));

    assertThat(after.number()).isEqualTo(moved.number);
    assertThat(RecordedEvents.of(core).last("account.number_changed", "session")).isEmpty();
  }

  @Test
  void whoLostTheAnswerRepeatsTheRequest() throws Exception {
    NumberChange request = request(session());
    core.storage.plan(FaultPlan.next("update", Fault.AFTER));
    assertThatThrownBy(() -> change.change(primary, request))
        .isInstanceOf(StorageUnavailable.class);
    Account written = core.accounts.findByNumber(moved.number).orElseThrow();

    AuthenticatedDevice again = alice.primary(core, written);
    Account after = Mover.changed(change.change(again, request));
    assertThat(Mover.changed(change.change(again, request))).isEqualTo(after);

    assertThat(after).isEqualTo(written);
    assertThat(queued(after.device(2).orElseThrow())).as("stored once").hasSize(1);
    assertThat(RecordedEvents.of(core).types())
        .filteredOn("account.number_changed"::equals)
        .hasSize(1);
  }

  @Test
  void aRepeatFromBeforeTheChangeEndsNothing() throws Exception {
    NumberChange request = request(session());
    Account after = Mover.changed(change.change(primary, request));

    assertThat(primary.account().number()).isEqualTo(alice.number);
    assertThat(Mover.changed(change.change(primary, request))).isEqualTo(after);
    assertThat(core.accounts.refresh(after.aci())).hasValue(after);
  }

  @Test
  void otherKeysUnderTheSameNumberNeedNoProof() {
    NumberChange request = with(Optional.empty(), request(session()));

    Account after = Mover.changed(change.change(primary, request));

    assertThat(after.number()).isEqualTo(alice.number);
    assertThat(after.pni()).isEqualTo(account.pni());
    assertThat(after.pniIdentityKey()).isEqualTo(TestClient.key(moved.pniIdentity));
    assertThat(Mover.changed(change.change(primary, request))).as("repeated").isEqualTo(after);
    RecordedEvents events = RecordedEvents.of(core);
    assertThat(events.types())
        .doesNotContain("account.number_changed")
        .containsOnlyOnce("account.pni_identity_key_changed");
    assertThat(events.last("account.pni_identity_key_changed", "person"))
        .contains(account.pseudonym().text());
    var bundle = ((FetchOutcome.Fetched) fetch(after.pni())).bundle();
    assertThat(bundle.identityKey()).isEqualTo(TestClient.key(moved.pniIdentity));
  }

  @Test
  void discoverabilityIsKept() {
    ChangeDiscoverability discoverability = new ChangeDiscoverability(core.accounts);
    assertThat(discoverability.change(primary, false)).isTrue();
    assertThat(core.accounts.refresh(account.aci()).map(Account::discoverable)).contains(false);
  }

  private RegistrationProof session() {
    return new VerifiedSession(moved.verify(core).id());
  }

  private static RegistrationProof recovery() {
    return new RecoveryPassword(RECOVERY);
  }

  private NumberChange request(RegistrationProof proof) {
    return request(proof, Optional.empty());
  }

  private NumberChange request(RegistrationProof proof, Optional<SecretBytes> lock) {
    return request(proof, lock, moved);
  }

  private NumberChange signedBy(TestClient signer, RegistrationProof proof) {
    NumberChange request = request(proof, Optional.of(LOCK), signer);
    return new NumberChange(
        request.move(), TestClient.key(moved.pniIdentity), request.messages(), request.keys());
  }

  private NumberChange request(
      RegistrationProof proof, Optional<SecretBytes> lock, TestClient signer) {
    Map<Integer, DeviceKeys> keys = new HashMap<>();
    for (int device : List.of(1, 2)) {
      keys.put(
          device,
          new DeviceKeys(
              signer.ec(IdentityType.PNI, 70 + device),
              signer.kyber(IdentityType.PNI, 80 + device),
              100 + device));
    }
    return new NumberChange(
        Optional.of(new Move(moved.number, proof, lock)),
        TestClient.key(signer.pniIdentity),
        List.of(to(2, 1234)),
        keys);
  }

  private static NumberChange with(NumberChange request, List<DeviceMessage> messages) {
    return new NumberChange(request.move(), request.pniIdentityKey(), messages, request.keys());
  }

  private static NumberChange with(Optional<Move> move, NumberChange request) {
    return new NumberChange(move, request.pniIdentityKey(), request.messages(), request.keys());
  }

  private static NumberChange withKeysOf(NumberChange request, int device) {
    Map<Integer, DeviceKeys> keys = new HashMap<>(request.keys());
    keys.keySet().removeIf(id -> id != device);
    return new NumberChange(request.move(), request.pniIdentityKey(), request.messages(), keys);
  }

  private static DeviceMessage to(int device, int registrationId) {
    return new DeviceMessage(
        1, device, registrationId, Bytes.wrap("your new keys".getBytes(StandardCharsets.US_ASCII)));
  }

  private static DeviceMessage large(int device) {
    return new DeviceMessage(
        1, device, 1234, Bytes.wrap(new byte[DeliveryLimits.DEFAULT.maxContentBytes() + 1]));
  }

  private FetchOutcome fetch(ServiceId target) {
    TestClient stranger = new TestClient("+15550007777");
    Account strangers =
        core.accounts.findByNumber(stranger.number).orElseGet(() -> stranger.register(core));
    return core.fetchPreKeys.fetch(
        Optional.of(new AuthenticatedDevice(strangers, strangers.devices().getFirst())),
        Optional.empty(),
        target,
        OptionalInt.empty());
  }

  private List<Envelope> queued(Device device) throws Exception {
    List<QueuedEnvelope> queued =
        core.storage.inboxes().read(device.inbox(), Position.START, 100, 1 << 20).envelopes();
    List<Envelope> opened = new ArrayList<>();
    for (QueuedEnvelope one : queued) {
      AssociatedData place =
          new AssociatedData(
              account.aci().text(), device.inbox().uuid() + "/" + one.id().uuid(), "envelope");
      opened.add(
          Envelope.parseFrom(core.keyring.ofAccount(account.aci()).open(place, one.sealed())));
    }
    return opened;
  }

  private static RegistrationOutcome why(ChangeNumberOutcome outcome) {
    if (outcome instanceof ChangeNumberOutcome.NumberRefused(RegistrationOutcome why)) {
      return why;
    }
    throw new AssertionError("not refused: " + outcome);
  }

  private static SendOutcome messages(ChangeNumberOutcome outcome) {
    if (outcome instanceof ChangeNumberOutcome.MessagesRefused(SendOutcome why)) {
      return why;
    }
    throw new AssertionError("not refused: " + outcome);
  }

  private static SecretBytes secret(String text) {
    return SecretBytes.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }
}
