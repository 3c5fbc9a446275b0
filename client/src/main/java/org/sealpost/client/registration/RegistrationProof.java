package org.sealpost.client.registration;

import org.sealpost.protocol.SecretBytes;

/// What shows that one may register a number.
public sealed interface RegistrationProof {
  /// On a Sealpost server the code of an invite for this number.
  record Code(String code) implements RegistrationProof {
    @Override
    public String toString() {
      return "Code[redacted]";
    }
  }

  /// What an earlier try with a code led to: the code is used up by then.
  record VerifiedSession(String id) implements RegistrationProof {
    @Override
    public String toString() {
      return "VerifiedSession[redacted]";
    }
  }

  /// The 32 bytes that the account set while it was registered.
  record RecoveryPassword(SecretBytes password) implements RegistrationProof {}
}
