package org.sealpost.crypto;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import org.sealpost.protocol.Bytes;

/// The short form of an identity key by which a client asks whether the one that it knows is still
/// the account's. Source: profiles and certificates, section 4.
public final class IdentityFingerprint {
  public static final int SIZE_BYTES = 4;

  private IdentityFingerprint() {}

  /// The first 4 bytes of SHA-256 over the serialized key.
  public static Bytes of(Bytes identityKey) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(identityKey.unsafeArray());
      return Bytes.wrap(hash).slice(0, SIZE_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has no SHA-256", e);
    }
  }
}
