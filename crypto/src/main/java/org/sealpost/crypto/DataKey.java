package org.sealpost.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.Pieces;
import org.sealpost.protocol.SecretBytes;

/// Seals and opens values of one owner with AES-256-GCM. Sealed form: format (1 byte, 0x01), nonce
/// (12, random), ciphertext, tag (16). Safe for any number of threads.
public final class DataKey implements Sealer {
  public static final int KEY_BYTES = 32;

  /// By how much a sealed value is longer than what was sealed.
  public static final int OVERHEAD_BYTES = 1 + 12 + 16;

  private static final String ALGORITHM = "AES/GCM/NoPadding";

  /// Looked up once: the search through all providers is a tenth of what sealing a message costs.
  private static final Provider PROVIDER = provider();

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
  public Bytes seal(AssociatedData context, byte[] plaintext) {
    return seal(context, Pieces.of(Bytes.wrap(plaintext)));
  }

  /// The pieces are read where they lie.
  @Override
  public Bytes seal(AssociatedData context, Pieces plaintext) {
    ByteBuffer sealed = ByteBuffer.allocate(OVERHEAD_BYTES + plaintext.size());
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    sealed.put(FORMAT).put(nonce);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, nonce, 0, context);
      for (ByteBuffer piece : plaintext.buffers()) {
        cipher.update(piece, sealed);
      }
      cipher.doFinal(ByteBuffer.allocate(0), sealed);
      if (sealed.hasRemaining()) {
        throw new IllegalStateException("AES-GCM has another overhead than it should");
      }
      return Bytes.wrap(sealed.array());
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

  private static Provider provider() {
    try {
      return Cipher.getInstance(ALGORITHM).getProvider();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has no AES-GCM", e);
    }
  }

  private Cipher cipher(int mode, byte[] nonce, int offset, AssociatedData context)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(ALGORITHM, PROVIDER);
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce, offset, NONCE_BYTES));
    cipher.updateAAD(context.toBytes(FORMAT));
    return cipher;
  }

  /// The value was not sealed by this key for this place. Says nothing of the value.
  public static final class DoesNotOpen extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DoesNotOpen() {
      super("a stored value does not open with its key: wrong keys folder, or the row was changed");
    }
  }
}
