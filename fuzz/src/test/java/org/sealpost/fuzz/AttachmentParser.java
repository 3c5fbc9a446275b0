package org.sealpost.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.sealpost.client.attachments.AttachmentOpening;
import org.sealpost.client.attachments.AttachmentRefused;
import org.sealpost.client.content.AttachmentPointer;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.SecretBytes;

/// The encrypted file of a hostile sender, who has the key and so makes any MAC and digest right:
/// it is opened to content of the size that was named, or refused. One who has no key is refused
/// whatever is sent. The first byte says which of the two, the next two the size.
final class AttachmentParser implements Parser {
  private static final byte[] KEY = new byte[64];
  private static final int TAG = 32;

  @Override
  public List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    for (int size : new int[] {0, 1, 15, 16, 500, 541}) {
      for (int mode : new int[] {0, 1}) {
        byte[] file = file(size);
        byte[] seed = new byte[3 + file.length];
        seed[0] = (byte) mode;
        seed[1] = (byte) (size >> 8);
        seed[2] = (byte) size;
        System.arraycopy(file, 0, seed, 3, file.length);
        seeds.add(seed);
      }
    }
    return seeds;
  }

  @Override
  public void check(byte[] input) throws Exception {
    if (input.length < 3) {
      return;
    }
    boolean hasKey = (input[0] & 1) == 1;
    int size = ((input[1] & 0xFF) << 8) | (input[2] & 0xFF);
    byte[] file = Arrays.copyOfRange(input, 3, input.length);
    if (hasKey && file.length >= TAG) {
      int end = file.length - TAG;
      System.arraycopy(hmac(Arrays.copyOf(file, end)), 0, file, end, TAG);
    }
    AttachmentPointer pointer =
        new AttachmentPointer(
            3,
            "object",
            SecretBytes.wrap(KEY),
            Bytes.wrap(MessageDigest.getInstance("SHA-256").digest(file)),
            size,
            Bytes.wrap(hmac(file)),
            Math.max(1, file.length),
            "",
            "",
            0);
    try (InputStream content =
        AttachmentOpening.stream(new ByteArrayInputStream(file), file.length, pointer)
            .orElseThrow()) {
      assertThat(content.readAllBytes()).hasSize(size);
      // Under the key of zeros an honest seed is authentic; whoever changed it was not the sender.
      byte[] signed = Arrays.copyOf(file, file.length - TAG);
      assertThat(hmac(signed)).isEqualTo(Arrays.copyOfRange(file, signed.length, file.length));
    } catch (AttachmentRefused refused) {
      assertThat(refused.reason()).isNotNull();
    } catch (IOException e) {
      throw new AssertionError("neither opened nor refused", e);
    }
  }

  private static byte[] file(int size) {
    try {
      Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
      cipher.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec(KEY, 0, 32, "AES"),
          new IvParameterSpec(new byte[16]));
      byte[] body = cipher.doFinal(new byte[Math.max(541, size)]);
      byte[] file = new byte[16 + body.length + TAG];
      System.arraycopy(body, 0, file, 16, body.length);
      int end = file.length - TAG;
      System.arraycopy(hmac(Arrays.copyOf(file, end)), 0, file, end, TAG);
      return file;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] hmac(byte[] bytes) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(KEY, 32, 32, "HmacSHA256"));
    return mac.doFinal(bytes);
  }
}
