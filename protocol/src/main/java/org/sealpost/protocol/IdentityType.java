package org.sealpost.protocol;

import java.util.Locale;
import java.util.Optional;

/// Which of an account's two identities a key belongs to.
public enum IdentityType {
  ACI,
  PNI;

  /// Takes either case: clients write `aci` in queries and `ACI` in bodies.
  public static Optional<IdentityType> parse(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "aci" -> Optional.of(ACI);
      case "pni" -> Optional.of(PNI);
      default -> Optional.empty();
    };
  }
}
