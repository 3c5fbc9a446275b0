package org.sealpost.core.accounts;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.sealpost.crypto.PasswordHash;
import org.sealpost.protocol.SecretBytes;

/// Secrets of clients that the server only ever compares: kept as salted hashes.
final class SaltedSecrets {
  private final SecureRandom random;

  SaltedSecrets(SecureRandom random) {
    this.random = random;
  }

  /// The hash that is kept, if it is this secret's, so that nothing changes when the client says
  /// the same again; a new one otherwise.
  PasswordHash keepOrSalt(Optional<PasswordHash> kept, SecretBytes secret) {
    String text = Base64.getEncoder().encodeToString(secret.reveal());
    return kept.filter(hash -> hash.matches(text)).orElseGet(() -> PasswordHash.of(text, random));
  }
}
