package org.sealpost.client.attachments;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.sealpost.protocol.SecretBytes;

/// The key of one file: 32 bytes for AES-256-CBC, 32 for HMAC-SHA256.
public record AttachmentKey(SecretBytes bytes) {
  public static final int BYTES = 64;

  private static final int HALF = BYTES / 2;
  private static final SecureRandom RANDOM = new SecureRandom();

  public AttachmentKey {
    if (bytes.size() != BYTES) {
      throw new IllegalArgumentException("the key of a file has " + BYTES + " bytes");
    }
  }

  public static AttachmentKey fresh() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return new AttachmentKey(SecretBytes.wrap(bytes));
  }

  Cipher cipher(int mode, byte[] iv) {
    try {
      Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
      cipher.init(mode, new SecretKeySpec(bytes.reveal(), 0, HALF, "AES"), new IvParameterSpec(iv));
      return cipher;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-CBC is not available", e);
    }
  }

  Mac mac() {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(bytes.reveal(), HALF, HALF, "HmacSHA256"));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC-SHA256 is not available", e);
    }
  }
}
