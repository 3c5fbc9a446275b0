package org.sealpost.client.profile;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.SecretBytes;

/// AES-256-GCM under the profile key, as nonce (12), ciphertext, tag (16); plaintexts are filled
/// with zeros to one of a few lengths (wire interface, profiles and certificates, section 3).
public final class ProfileCipher {
  private static final int[] NAME_LENGTHS = {53, 257};
  private static final int[] ABOUT_LENGTHS = {128, 254, 512};
  private static final int[] EMOJI_LENGTHS = {32};

  /// How much longer encrypted bytes are.
  static final int OVERHEAD_BYTES = 28;

  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final SecretBytes profileKey;

  public ProfileCipher(SecretBytes profileKey) {
    this.profileKey = profileKey;
  }

  /// 81 or 285 bytes.
  ///
  /// @throws IllegalArgumentException when the name has more than 257 bytes
  public Bytes encryptName(String name) {
    return filled(name, NAME_LENGTHS, "a profile name");
  }

  /// 156, 282 or 540 bytes, or none when there is nothing to say.
  ///
  /// @throws IllegalArgumentException when the text has more than 512 bytes
  public Bytes encryptAbout(String about) {
    return about.isEmpty() ? Bytes.EMPTY : filled(about, ABOUT_LENGTHS, "what is said about one");
  }

  /// 60 bytes, or none.
  ///
  /// @throws IllegalArgumentException when it has more than 32 bytes
  public Bytes encryptEmoji(String emoji) {
    return emoji.isEmpty() ? Bytes.EMPTY : filled(emoji, EMOJI_LENGTHS, "an emoji");
  }

  /// A picture, 28 bytes longer than it was.
  public Bytes encryptAvatar(Bytes picture) {
    return encrypt(picture.unsafeArray());
  }

  /// Empty when it was encrypted under another key, or damaged.
  public Optional<Bytes> decryptAvatar(Bytes encrypted) {
    return decrypt(encrypted).map(Bytes::wrap);
  }

  private Bytes filled(String text, int[] lengths, String what) {
    byte[] plain = text.getBytes(StandardCharsets.UTF_8);
    for (int length : lengths) {
      if (plain.length <= length) {
        return encrypt(Arrays.copyOf(plain, length));
      }
    }
    throw new IllegalArgumentException(
        what + " has at most " + lengths[lengths.length - 1] + " bytes");
  }

  /// What one of the methods above encrypted; empty when that was under another key, or damaged.
  public Optional<String> decryptText(Bytes encrypted) {
    return decrypt(encrypted)
        .map(plain -> {
          int end = plain.length;
          while (end > 0 && plain[end - 1] == 0) {
            end--;
          }
          return new String(plain, 0, end, StandardCharsets.UTF_8);
        });
  }

  private Bytes encrypt(byte[] plain) {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(plain);
      return Bytes.wrap(
          ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM is not available", e);
    }
  }

  private Optional<byte[]> decrypt(Bytes encrypted) {
    if (encrypted.size() < NONCE_BYTES + TAG_BITS / 8) {
      return Optional.empty();
    }
    byte[] nonce = encrypted.slice(0, NONCE_BYTES).toByteArray();
    try {
      return Optional.of(
          cipher(Cipher.DECRYPT_MODE, nonce)
              .doFinal(encrypted.unsafeArray(), NONCE_BYTES, encrypted.size() - NONCE_BYTES));
    } catch (AEADBadTagException e) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM is not available", e);
    }
  }

  private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        mode, new SecretKeySpec(profileKey.reveal(), "AES"), new GCMParameterSpec(TAG_BITS, nonce));
    return cipher;
  }
}
