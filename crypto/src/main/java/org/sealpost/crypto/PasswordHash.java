package org.sealpost.crypto;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import org.sealpost.protocol.Bytes;

/// A device password as it is kept. Passwords are random and made by clients, so a salted
/// HKDF-SHA-256 (RFC 5869) is enough (design section 7); weak ones are refused at registration.
///
/// @param salt 32 bytes
/// @param hash 32 bytes
public record PasswordHash(Bytes salt, Bytes hash) {
  private static final int SIZE_BYTES = 32;
  private static final byte[] INFO =
      "sealpost device password v1".getBytes(StandardCharsets.US_ASCII);

  public static PasswordHash of(String password, SecureRandom random) {
    byte[] salt = new byte[SIZE_BYTES];
    random.nextBytes(salt);
    return new PasswordHash(Bytes.wrap(salt), Bytes.wrap(derive(password, salt)));
  }

  /// Compares in constant time.
  public boolean matches(String password) {
    return MessageDigest.isEqual(hash.unsafeArray(), derive(password, salt.unsafeArray()));
  }

  private static byte[] derive(String password, byte[] salt) {
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveData(
              HKDFParameterSpec.ofExtract()
                  .addIKM(password.getBytes(StandardCharsets.UTF_8))
                  .addSalt(salt)
                  .thenExpand(INFO, SIZE_BYTES));
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has no HKDF-SHA256", e);
    }
  }

  @Override
  public String toString() {
    return "PasswordHash[redacted]";
  }
}
