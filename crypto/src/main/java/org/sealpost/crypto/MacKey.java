package org.sealpost.crypto;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.Pieces;
import org.sealpost.protocol.SecretBytes;

/// A key for HMAC-SHA-256 (RFC 2104). Every use has a label, so that a hash made for one purpose is
/// never one made for another. Safe for any number of threads.
public final class MacKey {
  public static final int KEY_BYTES = 32;

  private static final String ALGORITHM = "HmacSHA256";

  /// Has the key and nothing else yet; copied for every use, which spares looking the algorithm up
  /// and hashing the key.
  private final Mac keyed;

  public MacKey(SecretBytes key) {
    if (key.size() != KEY_BYTES) {
      throw new IllegalArgumentException("a MAC key has 32 bytes");
    }
    try {
      keyed = Mac.getInstance(ALGORITHM);
      keyed.init(new SecretKeySpec(key.reveal(), ALGORITHM));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has no HMAC-SHA-256", e);
    }
  }

  public static MacKey random(SecureRandom random) {
    byte[] key = new byte[KEY_BYTES];
    random.nextBytes(key);
    return new MacKey(SecretBytes.wrap(key));
  }

  /// 32 bytes over the label and the parts, each with its length before it.
  public Bytes mac(String label, byte[]... parts) {
    Mac mac = begun(label);
    for (byte[] part : parts) {
      update(mac, part);
    }
    return Bytes.wrap(mac.doFinal());
  }

  /// The same of two parts of which the last lies in several places; that makes no difference.
  public Bytes mac(String label, byte[] first, Pieces last) {
    Mac mac = begun(label);
    update(mac, first);
    updateLength(mac, last.size());
    last.buffers().forEach(mac::update);
    return Bytes.wrap(mac.doFinal());
  }

  private Mac begun(String label) {
    try {
      Mac mac = (Mac) keyed.clone();
      update(mac, label.getBytes(StandardCharsets.US_ASCII));
      return mac;
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's HMAC-SHA-256 cannot be copied", e);
    }
  }

  private static void update(Mac mac, byte[] part) {
    updateLength(mac, part.length);
    mac.update(part);
  }

  private static void updateLength(Mac mac, int length) {
    mac.update((byte) (length >>> 24));
    mac.update((byte) (length >>> 16));
    mac.update((byte) (length >>> 8));
    mac.update((byte) length);
  }
}
