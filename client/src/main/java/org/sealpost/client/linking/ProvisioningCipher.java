package org.sealpost.client.linking;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.proto.ProvisionEnvelope;
import org.sealpost.protocol.proto.ProvisionMessage;
import org.signal.libsignal.protocol.InvalidKeyException;
import org.signal.libsignal.protocol.ecc.ECKeyPair;
import org.signal.libsignal.protocol.ecc.ECPublicKey;
import org.signal.libsignal.protocol.kdf.HKDF;

/// Encrypts what a primary tells a new device (wire interface, accounts and devices, section 7.3):
/// body = 0x01, IV (16), AES-256-CBC with PKCS#7, HMAC-SHA256 over all before; both keys by
/// HKDF-SHA256 from the agreement of an ephemeral key with the one in the URI.
public final class ProvisioningCipher {
  private static final byte VERSION = 1;
  private static final int IV_BYTES = 16;
  private static final int MAC_BYTES = 32;
  private static final byte[] INFO =
      "TextSecure Provisioning Message".getBytes(StandardCharsets.US_ASCII);

  private ProvisioningCipher() {}

  public static ProvisionEnvelope encrypt(ProvisionMessage message, ECPublicKey newDevice) {
    byte[] iv = new byte[IV_BYTES];
    new SecureRandom().nextBytes(iv);
    return encrypt(message.toByteArray(), newDevice, ECKeyPair.generate(), iv);
  }

  static ProvisionEnvelope encrypt(
      byte[] message, ECPublicKey newDevice, ECKeyPair ephemeral, byte[] iv) {
    Keys keys = Keys.derive(ephemeral.getPrivateKey().calculateAgreement(newDevice));
    try {
      byte[] encrypted = keys.cipher(Cipher.ENCRYPT_MODE, iv).doFinal(message);
      byte[] signed =
          ByteBuffer.allocate(1 + iv.length + encrypted.length)
              .put(VERSION)
              .put(iv)
              .put(encrypted)
              .array();
      byte[] mac = keys.mac(signed);
      return ProvisionEnvelope.newBuilder()
          .setPublicKey(ByteString.copyFrom(ephemeral.getPublicKey().serialize()))
          .setBody(ByteString.copyFrom(signed).concat(ByteString.copyFrom(mac)))
          .build();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-CBC or HMAC-SHA256 is not available", e);
    }
  }

  /// Empty when it is not for this key, was changed on the way, or is of another version.
  public static Optional<ProvisionMessage> decrypt(ProvisionEnvelope envelope, ECKeyPair own) {
    byte[] body = envelope.getBody().toByteArray();
    int macAt = body.length - MAC_BYTES;
    if (macAt <= 1 + IV_BYTES || body[0] != VERSION) {
      return Optional.empty();
    }
    try {
      Keys keys =
          Keys.derive(
              own.getPrivateKey()
                  .calculateAgreement(new ECPublicKey(envelope.getPublicKey().toByteArray())));
      byte[] signed = Arrays.copyOf(body, macAt);
      if (!MessageDigest.isEqual(keys.mac(signed), Arrays.copyOfRange(body, macAt, body.length))) {
        return Optional.empty();
      }
      byte[] iv = Arrays.copyOfRange(body, 1, 1 + IV_BYTES);
      byte[] plain =
          keys.cipher(Cipher.DECRYPT_MODE, iv)
              .doFinal(signed, 1 + IV_BYTES, signed.length - 1 - IV_BYTES);
      return Optional.of(ProvisionMessage.parseFrom(plain));
    } catch (InvalidKeyException | GeneralSecurityException | InvalidProtocolBufferException e) {
      return Optional.empty();
    }
  }

  private record Keys(SecretBytes cipher, SecretBytes mac) {
    static Keys derive(byte[] agreement) {
      byte[] both = HKDF.deriveSecrets(agreement, INFO, 64);
      return new Keys(
          SecretBytes.wrap(Arrays.copyOf(both, 32)),
          SecretBytes.wrap(Arrays.copyOfRange(both, 32, 64)));
    }

    Cipher cipher(int mode, byte[] iv) throws GeneralSecurityException {
      Cipher aes = Cipher.getInstance("AES/CBC/PKCS5Padding");
      aes.init(mode, new SecretKeySpec(cipher.reveal(), "AES"), new IvParameterSpec(iv));
      return aes;
    }

    byte[] mac(byte[] signed) throws GeneralSecurityException {
      Mac hmac = Mac.getInstance("HmacSHA256");
      hmac.init(new SecretKeySpec(mac.reveal(), "HmacSHA256"));
      return hmac.doFinal(signed);
    }
  }
}
