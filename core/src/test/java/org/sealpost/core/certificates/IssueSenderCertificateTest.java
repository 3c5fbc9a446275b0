package org.sealpost.core.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.core.TestClient;
import org.sealpost.core.TestCore;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.signal.libsignal.metadata.certificate.CertificateValidator;
import org.signal.libsignal.metadata.certificate.SenderCertificate;
import org.signal.libsignal.protocol.ecc.ECPublicKey;

class IssueSenderCertificateTest {
  @TempDir Path folder;

  @Test
  void certifiesTheDeviceForAWeekWithItsNumberOnlyWhenAsked() throws Exception {
    try (TestCore core = new TestCore(folder)) {
      TestClient alice = new TestClient("+15550001111");
      AuthenticatedDevice device = alice.primary(core, alice.register(core));
      long week = core.clock.instant().plus(Duration.ofDays(7)).toEpochMilli();

      SenderCertificate with =
          new SenderCertificate(core.issueSenderCertificate.issue(device, true).toByteArray());
      SenderCertificate without =
          new SenderCertificate(core.issueSenderCertificate.issue(device, false).toByteArray());

      new CertificateValidator(
              new ECPublicKey(
                  core.serverKeys.secrets().clientParameters().trustRoot().toByteArray()))
          .validate(with, week);
      assertThat(with.getSenderE164()).contains(alice.number.e164());
      assertThat(without.getSenderE164()).isEmpty();
      assertThat(without.getSenderUuid()).isEqualTo(device.account().aci().text());
      assertThat(without.getKey()).isEqualTo(alice.aciIdentity.getPublicKey());
      assertThat(without.getExpiration()).isEqualTo(week);
    }
  }
}
