package org.sealpost.client.keys;

import java.security.SecureRandom;
import java.util.Base64;

/// Device passwords: random, chosen by the client, known to it and (hashed) to the server.
public final class Passwords {
  /// 144 bits, 24 characters without padding.
  private static final int BYTES = 18;

  private static final SecureRandom RANDOM = new SecureRandom();

  private Passwords() {}

  public static String fresh() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
