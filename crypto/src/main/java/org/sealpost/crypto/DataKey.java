package org.sealpost.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.SecretBytes;

/// Seals and opens values of one owner with AES-256-GCM. Sealed form: format (1 byte, 0x01), nonce
/// (12, random), ciphertext, tag (16). Safe for any number of threads.
public final class DataKey implements Sealer {
  public static final int KEY_BYTES = 32;

  /// By how much a sealed value is longer than what was sealed.
  public static final int OVERHEAD_BYTES = 1 + 12 + 16;

  private static final byte FORMAT = 1;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int HEADER_BYTES = 1 + NONCE_BYTES;

  private final SecretKeySpec key;
  private final SecureRandom random;

  public DataKey(SecretBytes key, SecureRandom random) {
    if (key.size() != KEY_BYTES) {
      throw new IllegalArgumentException("a data key has 32 bytes");
    }
    this.key = new SecretKeySpec(key.reveal(), "AES");
    this.random = random;
  }

  @Override
  public Bytes seal(AssociatedData context, ByteBuffer plaintext) {
    byte[] sealed = new byte[OVERHEAD_BYTES + plaintext.remaining()];
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    sealed[0] = FORMAT;
    System.arraycopy(nonce, 0, sealed, 1, NONCE_BYTES);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, nonce, 0, context);
      cipher.doFinal(
          plaintext, ByteBuffer.wrap(sealed, HEADER_BYTES, sealed.length - HEADER_BYTES));
      return Bytes.wrap(sealed);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM could not seal", e);
    }
  }

  @Override
  public byte[] open(AssociatedData context, Bytes sealed) {
    byte[] bytes = sealed.unsafeArray();
    if (bytes.length < OVERHEAD_BYTES || bytes[0] != FORMAT) {
      throw new DoesNotOpen();
    }
    try {
      return cipher(Cipher.DECRYPT_MODE, bytes, 1, context)
          .doFinal(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES);
    } catch (GeneralSecurityException e) {
      throw new DoesNotOpen();
    }
  }

  private Cipher cipher(int mode, byte[] nonce, int offset, AssociatedData context)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce, offset, NONCE_BYTES));
    cipher.updateAAD(context.toBytes(FORMAT));
    return cipher;
  }

  /// The value was not sealed by this key for this place. Says nothing of the value.
  public static final class DoesNotOpen extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DoesNotOpen() {
      super("a stored value does not open with its key: wrong keys folder, or the row was changed");
    }
  }
}
