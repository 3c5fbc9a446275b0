package org.sealpost.client.terminal;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.sealpost.protocol.SecretBytes;

/// Registration locks and recovery passwords as a person writes them down: 64 hexadecimal digits,
/// in groups or not.
final class Secret {
  private static final int BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Secret() {}

  static SecretBytes fresh() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return SecretBytes.wrap(bytes);
  }

  static String text(SecretBytes secret) {
    return HexFormat.of().formatHex(secret.reveal());
  }

  static Optional<SecretBytes> parse(String text) {
    String digits = text.replaceAll("[ -]", "").toLowerCase(Locale.ROOT);
    return digits.matches("[0-9a-f]{" + 2 * BYTES + "}")
        ? Optional.of(SecretBytes.wrap(HexFormat.of().parseHex(digits)))
        : Optional.empty();
  }
}
