package org.sealpost.core.accounts;

import org.sealpost.protocol.SecretBytes;

/// By what a request says that it may register the number.
public sealed interface RegistrationProof {
  /// A session of this number that an invite's code has verified.
  record VerifiedSession(String id) implements RegistrationProof {
    @Override
    public String toString() {
      return "VerifiedSession[redacted]";
    }
  }

  /// What the account's owner kept for this: it registers again, and makes no account.
  record RecoveryPassword(SecretBytes password) implements RegistrationProof {}
}
