package org.sealpost.core.certificates;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.crypto.SenderCertificates;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.PhoneNumber;

/// Gives a device the certificate that it puts into its sealed messages. Source: profiles and
/// certificates, section 5.
public final class IssueSenderCertificate {
  /// As the official server has it.
  public static final Duration VALIDITY = Duration.ofDays(7);

  private final SenderCertificates certificates;
  private final Clock clock;

  public IssueSenderCertificate(SenderCertificates certificates, Clock clock) {
    this.certificates = certificates;
    this.clock = clock;
  }

  /// A serialized certificate.
  public Bytes issue(AuthenticatedDevice device, boolean withNumber) {
    Optional<PhoneNumber> number =
        withNumber ? Optional.of(device.account().number()) : Optional.empty();
    return certificates.issue(
        device.address(),
        number,
        device.account().aciIdentityKey(),
        clock.instant().plus(VALIDITY));
  }
}
