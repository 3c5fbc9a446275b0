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
    return kept.filter(hash -> matches(hash, secret))
        .orElseGet(() -> PasswordHash.of(text(secret), random));
  }

  /// Compares in constant time.
  static boolean matches(PasswordHash kept, SecretBytes secret) {
    return kept.matches(text(secret));
  }

  /// What no secret matches, for comparing with where there is none: it takes as long.
  PasswordHash nobody() {
    byte[] secret = new byte[32];
    random.nextBytes(secret);
    return PasswordHash.of(text(SecretBytes.wrap(secret)), random);
  }

  private static String text(SecretBytes secret) {
    return Base64.getEncoder().encodeToString(secret.reveal());
  }
}
