package org.sealpost.core.certificates;

import java.time.Clock;
import org.sealpost.audit.events.AuditEvent.CertificateSignerRotated;
import org.sealpost.audit.events.AuditTrail;
import org.sealpost.crypto.KeysFolder;
import org.sealpost.crypto.SignerRotation;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.storage.audit.AuditStore;

/// Replaces the key that signs sender certificates, by the trust root, which is brought for it and
/// kept nowhere. Certificates of the former signer stay valid until they expire; whoever fetches
/// one from now on gets one of the new signer. Safe for any number of threads, one at a time in it.
public final class RotateSigner {
  private final KeysFolder folder;
  private final AuditStore outbox;
  private final AuditTrail audit;
  private final Clock clock;

  public RotateSigner(KeysFolder folder, AuditStore outbox, AuditTrail audit, Clock clock) {
    this.folder = folder;
    this.outbox = outbox;
    this.audit = audit;
    this.clock = clock;
  }

  /// Rotates the signer.
  ///
  /// @throws org.sealpost.crypto.KeysRefused when the key is not the trust root's; then nothing was
  ///   changed
  public synchronized SignerRotation rotate(SecretBytes trustRootKey) {
    return folder.rotateSigner(
        trustRootKey,
        clock.instant(),
        IssueSenderCertificate.VALIDITY,
        // Recorded first: a crash in between records what was not done, and never the reverse.
        rotation ->
            outbox.add(audit.of(new CertificateSignerRotated(rotation.id(), rotation.formerId()))));
  }
}
