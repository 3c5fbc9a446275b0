package org.sealpost.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.whispersystems.signalservice.api.NetworkResultUtil.toBasicLegacy;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.signal.libsignal.metadata.certificate.InvalidCertificateException;
import org.signal.libsignal.metadata.certificate.SenderCertificate;
import org.whispersystems.signalservice.api.crypto.SealedSenderAccess;
import org.whispersystems.signalservice.api.crypto.UnidentifiedAccess;
import org.whispersystems.signalservice.internal.push.Envelope;

/// Sends that do not tell the server who sends, and what happens when the access key is wrong.
@ExtendWith(SealpostServer.class)
final class SealedSenderTest {

  private final ForeignClients clients;
  private final ForeignDevice alice;
  private final ForeignDevice bob;

  SealedSenderTest(ServerProcess server) throws IOException {
    this.clients = new ForeignClients(server);
    this.alice = clients.register();
    this.bob = clients.register();
    clients.trace().clear();
  }

  @AfterEach
  void close() {
    clients.close();
  }

  @Test
  void theCertificateIsTheDevicesAndSignedUnderTheTrustRoot() throws Exception {
    var anonymous =
        new SenderCertificate(
            toBasicLegacy(alice.certificateApi().getSenderCertificateForPhoneNumberPrivacy()));
    var withNumber =
        new SenderCertificate(toBasicLegacy(alice.certificateApi().getSenderCertificate()));

    for (var certificate : new SenderCertificate[] {anonymous, withNumber}) {
      clients.profile().certificateValidator().validate(certificate, System.currentTimeMillis());
      assertThat(certificate.getSenderUuid()).isEqualTo(alice.person().aci().toString());
      assertThat(certificate.getSenderDeviceId()).isEqualTo(1);
      assertThat(certificate.getKey().serialize())
          .isEqualTo(alice.person().secrets().aciIdentity().getPublicKey().serialize());
    }
    assertThat(anonymous.getSenderE164()).isEmpty();
    assertThat(withNumber.getSenderE164()).isEqualTo(Optional.of(alice.person().number()));
  }

  @Test
  void aSealedMessageArrivesWithoutItsSender() throws Exception {
    var sent = alice.send(bob.address(), "guess who", access(bob.person().secrets().accessKey()));

    assertThat(sent.getSuccess().isUnidentified()).isTrue();
    assertThat(clients.trace().sends(Trace.Way.ANONYMOUS_SOCKET)).containsExactly(200);
    assertThat(clients.trace().sends(Trace.Way.AUTHENTICATED_SOCKET)).isEmpty();
    var got = bob.inbox().catchUp().getFirst();
    assertThat(got.text()).isEqualTo("guess who");
    assertThat(got.source()).isEqualTo(alice.person().aci());
    assertThat(got.envelope().type).isEqualTo(Envelope.Type.UNIDENTIFIED_SENDER);
    assertThat(got.envelope().sourceServiceId).isNull();
    assertThat(got.envelope().sourceDevice).isNull();
  }

  @Test
  void atFirstContactAWrongAccessKeyEndsInAnIdentifiedSend() throws Exception {
    var sent = alice.send(bob.address(), "it is me", access(new byte[16]));

    assertThat(sent.getSuccess().isUnidentified()).isFalse();
    assertThat(clients.trace().calls(Trace.Way.ANONYMOUS_SOCKET))
        .extracting(Trace.Call::status)
        .containsExactly(401);
    assertThat(bob.inbox().catchUp().getFirst().envelope().sourceServiceId)
        .isEqualTo(alice.person().aci().toString());
  }

  @Test
  void inAConversationAWrongAccessKeyEndsInAnIdentifiedSend() throws Exception {
    alice.send(bob.address(), "hello");
    clients.trace().clear();

    var sent = alice.send(bob.address(), "it is still me", access(new byte[16]));

    assertThat(sent.getSuccess().isUnidentified()).isFalse();
    assertThat(clients.trace().sends(Trace.Way.ANONYMOUS_SOCKET)).containsExactly(401);
    assertThat(clients.trace().sends(Trace.Way.AUTHENTICATED_SOCKET)).containsExactly(200);
    assertThat(clients.trace().calls(Trace.Way.HTTP)).isEmpty();
    assertThat(bob.inbox().catchUp())
        .extracting(Received::text)
        .containsExactly("hello", "it is still me");
  }

  @Test
  void aSealedSenderLearnsOfANewDeviceToo() throws Exception {
    alice.send(bob.address(), "to one", access(bob.person().secrets().accessKey()));
    var tablet = clients.link(bob, "tablet");
    clients.trace().clear();

    alice.send(bob.address(), "to both", access(bob.person().secrets().accessKey()));

    assertThat(clients.trace().sends(Trace.Way.ANONYMOUS_SOCKET)).containsExactly(409, 200);
    assertThat(tablet.inbox().catchUp()).extracting(Received::text).containsExactly("to both");
  }

  @Test
  void whoAllowsUnrestrictedAccessIsReachedWithAnyKey() throws Exception {
    toBasicLegacy(bob.accountApi().setAccountAttributes(bob.keys().unrestricted(bob.person())));
    clients.trace().clear();

    var sent = alice.send(bob.address(), "come in", access(new byte[16]));

    assertThat(sent.getSuccess().isUnidentified()).isTrue();
    assertThat(clients.trace().sends(Trace.Way.ANONYMOUS_SOCKET)).containsExactly(200);
    assertThat(clients.trace().sends(Trace.Way.AUTHENTICATED_SOCKET)).isEmpty();
    assertThat(bob.inbox().catchUp()).extracting(Received::text).containsExactly("come in");
  }

  private SealedSenderAccess access(byte[] accessKey)
      throws IOException, InvalidCertificateException {
    var certificate =
        toBasicLegacy(alice.certificateApi().getSenderCertificateForPhoneNumberPrivacy());
    return SealedSenderAccess.forIndividual(new UnidentifiedAccess(accessKey, certificate, false));
  }
}
