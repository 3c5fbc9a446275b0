package org.sealpost.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.DeviceAddress;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.ServiceId.Aci;
import org.signal.libsignal.metadata.certificate.CertificateValidator;
import org.signal.libsignal.metadata.certificate.InvalidCertificateException;
import org.signal.libsignal.metadata.certificate.SenderCertificate;
import org.signal.libsignal.protocol.ecc.ECKeyPair;
import org.signal.libsignal.protocol.ecc.ECPublicKey;

class SenderCertificatesTest {
  private static final Instant EXPIRES = Instant.parse("2026-11-30T00:00:00Z");

  private final NativeCalls calls = new NativeCalls(1);
  private final Aci aci = new Aci(UUID.fromString("4a8f5a1e-0b5c-4b3e-9c1d-2f6a7b8c9d0e"));
  private final Bytes identityKey = Bytes.wrap(ECKeyPair.generate().getPublicKey().serialize());
  private final ServerSecrets secrets = ServerSecrets.make(new SecureRandom()).secrets();

  @AfterEach
  void close() {
    calls.close();
  }

  @Test
  void aClientThatTrustsTheRootReadsTheSender() throws Exception {
    SenderCertificate certificate = issue(Optional.of(new PhoneNumber("+15550001111")));

    new CertificateValidator(new ECPublicKey(secrets.clientParameters().trustRoot().toByteArray()))
        .validate(certificate, EXPIRES.toEpochMilli());
    assertThat(certificate.getSenderUuid()).isEqualTo(aci.text());
    assertThat(certificate.getSenderE164()).contains("+15550001111");
    assertThat(certificate.getSenderDeviceId()).isEqualTo(2);
    assertThat(certificate.getExpiration()).isEqualTo(EXPIRES.toEpochMilli());
    assertThat(certificate.getKey().serialize()).isEqualTo(identityKey.toByteArray());
  }

  /// Sizes of certificates with the embedded signer and the ACI as text: profiles and certificates,
  /// section 5.
  @Test
  void thePartsThatOlderClientsNeedAreThere() throws Exception {
    assertThat(issue(Optional.empty()).getSerialized()).hasSize(260);
    assertThat(issue(Optional.of(new PhoneNumber("+15550001111"))).getSerialized()).hasSize(274);
  }

  @Test
  void anotherRootOrALaterTimeIsRefused() throws Exception {
    SenderCertificate certificate = issue(Optional.empty());
    CertificateValidator stranger = new CertificateValidator(ECKeyPair.generate().getPublicKey());
    CertificateValidator ours =
        new CertificateValidator(
            new ECPublicKey(secrets.clientParameters().trustRoot().toByteArray()));

    assertThatThrownBy(() -> stranger.validate(certificate, EXPIRES.toEpochMilli()))
        .isInstanceOf(InvalidCertificateException.class);
    assertThatThrownBy(() -> ours.validate(certificate, EXPIRES.toEpochMilli() + 1))
        .isInstanceOf(InvalidCertificateException.class);
  }

  /// Clients refuse whatever a server certificate with that id signed.
  @Test
  void theRevokedIdIsNeverTaken() {
    assertThat(ServerSecrets.nextId(1)).isEqualTo(2);
    assertThat(ServerSecrets.nextId(0xDEADC356)).isEqualTo(0xDEADC358);
  }

  @Test
  void formerSignersAreKeptUntilWhatTheySignedIsOver() {
    Bytes one = Bytes.wrap(new byte[] {1, 2, 3});
    Bytes two = Bytes.wrap(new byte[] {4});
    FormerSigners kept =
        new FormerSigners(java.util.List.of())
            .with(new FormerSigners.Former(EXPIRES, one), EXPIRES.minusSeconds(7))
            .with(new FormerSigners.Former(EXPIRES.plusSeconds(5), two), EXPIRES);
    assertThat(FormerSigners.decode(kept.encode())).isEqualTo(kept);
    assertThat(kept.all()).hasSize(2);
    assertThat(
            kept.with(new FormerSigners.Former(EXPIRES.plusSeconds(9), one), EXPIRES.plusSeconds(1))
                .all())
        .extracting(FormerSigners.Former::certificate)
        .containsExactly(two, one);
  }

  private SenderCertificate issue(Optional<PhoneNumber> number) throws InvalidCertificateException {
    return new SenderCertificate(
        secrets
            .senderCertificates(calls)
            .issue(new DeviceAddress(aci, 2), number, identityKey, EXPIRES)
            .toByteArray());
  }
}
