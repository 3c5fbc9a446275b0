package org.sealpost.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.whispersystems.signalservice.api.NetworkResultUtil.toBasicLegacy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import okio.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.signal.libsignal.protocol.IdentityKeyPair;
import org.whispersystems.signalservice.api.account.ChangePhoneNumberRequest;
import org.whispersystems.signalservice.api.push.ServiceId.PNI;
import org.whispersystems.signalservice.api.push.ServiceIdType;
import org.whispersystems.signalservice.api.push.SignalServiceAddress;
import org.whispersystems.signalservice.api.push.SignedPreKeyEntity;
import org.whispersystems.signalservice.api.push.exceptions.NonSuccessfulResponseCodeException;
import org.whispersystems.signalservice.internal.push.KyberPreKeyEntity;
import org.whispersystems.signalservice.internal.push.OutgoingPushMessage;
import org.whispersystems.signalservice.internal.push.SyncMessage.PniChangeNumber;
import org.whispersystems.signalservice.internal.push.VerifyAccountResponse;

/// A person with two devices takes another number: the account stays, the number's identity does
/// not.
@ExtendWith(SealpostServer.class)
final class NumberChangeTest {

  private final ServerProcess server;
  private final ForeignClients clients;
  private final ForeignDevice phone;
  private final ForeignDevice tablet;
  private final ForeignDevice bob;
  private final String newNumber = ForeignClients.newNumber();

  NumberChangeTest(ServerProcess server) throws Exception {
    this.server = server;
    this.clients = new ForeignClients(server);
    this.phone = clients.register();
    this.tablet = clients.link(phone, "tablet");
    this.bob = clients.register();
  }

  @AfterEach
  void close() {
    clients.close();
  }

  @Test
  void theAccountStaysAndItsOtherDeviceIsGivenTheNewIdentity() throws Exception {
    var changed = change(verifiedSession(newNumber));

    assertThat(changed.getUuid()).isEqualTo(phone.person().aci().toString());
    var pni = PNI.parseOrThrow(changed.getPni());
    assertThat(pni).isNotEqualTo(phone.person().pni());
    var told = tablet.inbox().catchUp().getFirst();
    assertThat(told.content().syncMessage.pniChangeNumber.newE164).isEqualTo(newNumber);
    assertThat(PNI.parseOrThrow(told.envelope().updatedPni)).isEqualTo(pni);
    for (var device : List.of(phone, tablet)) {
      var self = toBasicLegacy(device.accountApi().whoAmI());
      assertThat(self.getNumber()).isEqualTo(newNumber);
      assertThat(PNI.parseOrThrow(self.getPni())).isEqualTo(pni);
    }

    bob.send(phone.address(), "the same as before");
    assertThat(phone.inbox().catchUp())
        .extracting(Received::text)
        .containsExactly("the same as before");
    clients.trace().clear();
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> bob.send(phone.person().pniAddress(), "to the old number"));
    bob.send(new SignalServiceAddress(pni), "to the new number");
    assertThat(clients.trace().sends(Trace.Way.AUTHENTICATED_SOCKET)).contains(200);
  }

  @Test
  void aNumberThatWasNotProvenIsNotTaken() throws Exception {
    var session = new Registration(clients.profile(), clients.trace(), newNumber).openSession();

    assertThatExceptionOfType(NonSuccessfulResponseCodeException.class)
        .isThrownBy(() -> change(session))
        .satisfies(refused -> assertThat(refused.code).isEqualTo(401));

    assertThat(toBasicLegacy(phone.accountApi().whoAmI()).getNumber())
        .isEqualTo(phone.person().number());
    assertThat(tablet.inbox().peek()).isEmpty();
  }

  private String verifiedSession(String number) throws IOException {
    var registration = new Registration(clients.profile(), clients.trace(), number);
    var session = registration.openSession();
    assertThat(registration.submitCode(session, server.invite(number))).isTrue();
    return session;
  }

  private VerifyAccountResponse change(String session) throws Exception {
    var identity = IdentityKeyPair.generate();
    var forPhone = new IdentityKeys(ServiceIdType.PNI, identity);
    var forTablet = new IdentityKeys(ServiceIdType.PNI, identity);
    OutgoingPushMessage message =
        phone
            .sender()
            .getEncryptedSyncPniInitializeDeviceMessage(
                tablet.deviceId(),
                new PniChangeNumber.Builder()
                    .identityKeyPair(ByteString.of(identity.serialize()))
                    .signedPreKey(ByteString.of(forTablet.signed().serialize()))
                    .lastResortKyberPreKey(ByteString.of(forTablet.lastResort().serialize()))
                    .registrationId(forTablet.store().getLocalRegistrationId())
                    .newE164(newNumber)
                    .build());
    return toBasicLegacy(
        phone
            .accountApi()
            .changeNumber(
                new ChangePhoneNumberRequest(
                    session,
                    null,
                    newNumber,
                    null,
                    identity.getPublicKey(),
                    List.of(message),
                    Map.of("1", signed(forPhone), "2", signed(forTablet)),
                    Map.of("1", lastResort(forPhone), "2", lastResort(forTablet)),
                    Map.of(
                        "1", forPhone.store().getLocalRegistrationId(),
                        "2", forTablet.store().getLocalRegistrationId()))));
  }

  private static SignedPreKeyEntity signed(IdentityKeys keys) {
    return new SignedPreKeyEntity(
        keys.signed().getId(), keys.signedPublicKey(), keys.signed().getSignature());
  }

  private static KyberPreKeyEntity lastResort(IdentityKeys keys) {
    return new KyberPreKeyEntity(
        keys.lastResort().getId(), keys.lastResortPublicKey(), keys.lastResort().getSignature());
  }
}
