package org.sealpost.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.SecretBytes;

/// What a profile shows of an account's access key: who has the key sees that it is the right one,
/// nobody else learns it. Source: profiles and certificates, section 2.
public final class AccessKeyChecksum {
  private static final String ALGORITHM = "HmacSHA256";
  private static final byte[] MESSAGE = new byte[32];

  private AccessKeyChecksum() {}

  /// HMAC-SHA-256 of 32 zero bytes under the access key.
  public static Bytes of(SecretBytes accessKey) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(accessKey.reveal(), ALGORITHM));
      return Bytes.wrap(mac.doFinal(MESSAGE));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has no HMAC-SHA-256", e);
    }
  }
}
