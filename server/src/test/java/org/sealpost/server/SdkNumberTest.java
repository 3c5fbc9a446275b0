package org.sealpost.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.client.content.ReceiptKind;
import org.sealpost.client.linking.NewDevice;
import org.sealpost.client.messages.Incoming;
import org.sealpost.client.messages.SendOutcome;
import org.sealpost.client.number.NumberOutcome;
import org.sealpost.client.registration.RegistrationOutcome;
import org.sealpost.client.registration.RegistrationProof;
import org.sealpost.client.state.Self;
import org.sealpost.client.testing.FakeAccounts;
import org.sealpost.client.transport.Call;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.json.AccountIdentity;
import org.sealpost.protocol.json.PreKeyBundles;

/// The SDK's account takes another number, through a real server.
class SdkNumberTest {
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
      var _ = primary.client().account().approveLink(device.uri());
      SdkDevice linked = SdkDevice.link(server, nextFile(), device);
      devices.add(linked);
      return linked.online();
    }
  }

  private NumberOutcome change(SdkDevice device, PhoneNumber number, Optional<SecretBytes> lock)
      throws Exception {
    return device
        .client()
        .account()
        .changeNumber(number, new RegistrationProof.Code(server.invite(number)), lock);
  }

  private AccountIdentity atTheServer(SdkDevice device) throws Exception {
    Call ask = Call.get("/v1/accounts/whoami");
    return server
        .service()
        .call(ask, device.client().self().credentials())
        .orThrow(ask)
        .json(AccountIdentity.class);
  }

  @Test
  void allDevicesHaveTheNewNumberAndAreReachedAsBefore() throws Exception {
    SdkDevice bob = register();
    SdkDevice tablet = link(bob);
    SdkDevice anna = register();
    PhoneNumber next = FakeAccounts.freshNumber();

    assertThat(change(bob, next, Optional.empty())).isEqualTo(new NumberOutcome.Changed(next));
    assertThat(tablet.await(Incoming.NumberChanged.class).number()).isEqualTo(next);

    AccountIdentity known = atTheServer(bob);
    assertThat(known.number()).isEqualTo(next.e164());
    for (SdkDevice each : List.of(bob, tablet)) {
      Self self = each.client().self();
      assertThat(self.number()).isEqualTo(next);
      assertThat(self.pni().uuid()).isEqualTo(known.pni());
      // The server takes keys that this identity signed.
      each.client().supplyPreKeys();
    }
    Self self = bob.client().self();
    Call fetch = Call.get("/v2/keys/" + self.pni().text() + "/*");
    PreKeyBundles bundles =
        server
            .service()
            .call(fetch, anna.client().self().credentials())
            .orThrow(fetch)
            .json(PreKeyBundles.class);
    assertThat(bundles.identityKey())
        .isEqualTo(Bytes.wrap(self.pniIdentity().getPublicKey().serialize()));
    assertThat(bundles.devices())
        .extracting(PreKeyBundles.DeviceBundle::registrationId)
        .containsExactlyInAnyOrder(
            self.pniRegistrationId(), tablet.client().self().pniRegistrationId());

    assertThat(anna.client().messages().sendText(bob.aci(), "the same as before"))
        .isInstanceOf(SendOutcome.Sent.class);
    for (SdkDevice each : List.of(bob, tablet)) {
      assertThat(each.await(Incoming.Text.class).body()).isEqualTo("the same as before");
    }
    bob.restart();
    assertThat(bob.online().client().self().number()).isEqualTo(next);
    assertThat(link(bob).client().self().pniIdentity().getPublicKey())
        .as("who joins later")
        .isEqualTo(self.pniIdentity().getPublicKey());
  }

  @Test
  void aLockedNumberIsTakenByWhoHasTheLock() throws Exception {
    SdkDevice bob = register();
    SdkDevice anna = register();
    SecretBytes lock = SecretBytes.wrap(new byte[32]);
    anna.client().account().lockRegistration(Optional.of(lock));
    PhoneNumber wanted = anna.client().self().number();

    NumberOutcome refused = change(bob, wanted, Optional.empty());
    assertThat(why(refused)).isInstanceOf(RegistrationOutcome.Locked.class);
    assertThat(atTheServer(bob).number()).isNotEqualTo(wanted.e164());
    assertThat(
            bob.client()
                .account()
                .changeNumber(
                    wanted, ((RegistrationOutcome.Locked) why(refused)).again(), Optional.of(lock)))
        .isEqualTo(new NumberOutcome.Changed(wanted));
    assertThat(atTheServer(bob).number()).isEqualTo(wanted.e164());
  }

  private static RegistrationOutcome why(NumberOutcome refused) {
    assertThat(refused).isInstanceOf(NumberOutcome.NotTaken.class);
    return ((NumberOutcome.NotTaken) refused).why();
  }

  @Test
  void whoTurnedReadReceiptsOffTellsNobody() throws Exception {
    SdkDevice bob = register();
    SdkDevice anna = register();
    long last = 0;
    for (boolean sends : List.of(false, true)) {
      bob.client().messages().sendReadReceipts(sends);
      assertThat(anna.client().messages().sendText(bob.aci(), "hello"))
          .isInstanceOf(SendOutcome.Sent.class);
      Incoming.Text text = bob.await(Incoming.Text.class);
      assertThat(anna.await(Incoming.Receipt.class).kind()).isEqualTo(ReceiptKind.DELIVERED);
      last = text.sentAt();
      bob.client().messages().read(anna.aci(), List.of(last));
    }

    // The first text was read before the second was sent: were it told, it would come first.
    Incoming.Receipt told = anna.await(Incoming.Receipt.class);
    assertThat(told.kind()).isEqualTo(ReceiptKind.READ);
    assertThat(told.sentAt()).containsExactly(last);
  }
}
