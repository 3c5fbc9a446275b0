package org.sealpost.crypto;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.DeviceAddress;
import org.sealpost.protocol.PhoneNumber;
import org.signal.libsignal.metadata.certificate.InvalidCertificateException;
import org.signal.libsignal.metadata.certificate.ServerCertificate;
import org.signal.libsignal.protocol.InvalidKeyException;
import org.signal.libsignal.protocol.ecc.ECPrivateKey;
import org.signal.libsignal.protocol.ecc.ECPublicKey;

/// Signs sender certificates with the server key, whose own certificate the trust root has signed
/// and which every sender certificate embeds. Source: profiles and certificates, section 5. Safe
/// for any number of threads.
public final class SenderCertificates {
  private final Supplier<CertificateSigner> signer;
  private final NativeCalls calls;

  /// @param signer the present one, which may be rotated at any moment
  SenderCertificates(Supplier<CertificateSigner> signer, NativeCalls calls) {
    this.signer = signer;
    this.calls = calls;
  }

  /// A serialized certificate. The ACI is handed to libsignal as text: its overload for a service
  /// id writes a debug form that clients cannot parse.
  ///
  /// @param identityKey the account's ACI identity key
  public Bytes issue(
      DeviceAddress sender, Optional<PhoneNumber> number, Bytes identityKey, Instant expires) {
    CertificateSigner present = signer.get();
    return calls.call(() -> {
      try {
        return Bytes.wrap(
            new ServerCertificate(present.certificate().unsafeArray())
                .issue(
                    new ECPrivateKey(present.key().reveal()),
                    sender.aci().text(),
                    number.map(PhoneNumber::e164),
                    sender.deviceId(),
                    new ECPublicKey(identityKey.unsafeArray()),
                    expires.toEpochMilli())
                .getSerialized());
      } catch (InvalidCertificateException | InvalidKeyException e) {
        throw new IllegalStateException("a stored certificate or identity key is no key", e);
      }
    });
  }
}
