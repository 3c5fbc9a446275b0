package org.sealpost.client.attachments;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import org.sealpost.client.attachments.AttachmentRefused.Reason;
import org.sealpost.client.content.AttachmentPointer;

/// The content of an encrypted file, without its padding. Whether it is the sender's is known at
/// the end only: the reader that got -1 has seen an authentic file, any other has seen nothing that
/// it may believe. One thread's own.
final class OpeningStream extends InputStream {
  private static final int PIECE_BYTES = 32 * 1024;

  private final InputStream source;
  private final AttachmentPointer pointer;
  private final AttachmentKey key;
  private final MessageDigest digest = SealedAttachment.sha256();
  private final Mac mac;
  private final Cipher cipher;
  private final byte[] piece = new byte[PIECE_BYTES];
  private long ciphertextLeft;
  private long contentLeft;
  private boolean ended;
  private byte[] ready = new byte[0];
  private int position;

  /// Reads the first bytes.
  ///
  /// @param totalBytes of the encrypted file
  OpeningStream(InputStream source, long totalBytes, AttachmentPointer pointer) throws IOException {
    checkLength(totalBytes, pointer.sizeBytes());
    this.source = source;
    this.pointer = pointer;
    this.key = new AttachmentKey(pointer.key());
    this.mac = key.mac();
    byte[] iv = exactly(AttachmentSizes.IV_BYTES);
    authenticate(iv, iv.length);
    this.cipher = key.cipher(Cipher.DECRYPT_MODE, iv);
    this.ciphertextLeft = totalBytes - AttachmentSizes.IV_BYTES - AttachmentSizes.MAC_BYTES;
    this.contentLeft = pointer.sizeBytes();
  }

  /// Stickers and old clients fill nothing up, so a file may be shorter than its bucket.
  private static void checkLength(long totalBytes, long contentBytes) throws AttachmentRefused {
    if (contentBytes > AttachmentSizes.MAX_CONTENT_BYTES
        || totalBytes < AttachmentSizes.unpadded(contentBytes)
        || totalBytes > AttachmentSizes.encrypted(contentBytes)
        || totalBytes % AttachmentSizes.BLOCK_BYTES != 0) {
      throw new AttachmentRefused(Reason.LENGTH);
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (position == ready.length) {
      if (ended) {
        return -1;
      }
      ready = content(ciphertextLeft > 0 ? decryptMore() : checkTheEnd());
      position = 0;
    }
    int count = Math.min(length, ready.length - position);
    System.arraycopy(ready, position, target, offset, count);
    position += count;
    return count;
  }

  private byte[] decryptMore() throws IOException {
    int count = source.read(piece, 0, (int) Math.min(piece.length, ciphertextLeft));
    if (count < 0) {
      throw new AttachmentRefused(Reason.LENGTH);
    }
    ciphertextLeft -= count;
    authenticate(piece, count);
    byte[] plain = cipher.update(piece, 0, count);
    return plain == null ? new byte[0] : plain;
  }

  /// MAC and digest first, so that nobody learns from how long this took how the padding was.
  private byte[] checkTheEnd() throws IOException {
    byte[] told = exactly(AttachmentSizes.MAC_BYTES);
    digest.update(told);
    boolean authentic =
        MessageDigest.isEqual(told, mac.doFinal())
            && MessageDigest.isEqual(pointer.digest().unsafeArray(), digest.digest());
    if (!authentic) {
      throw new AttachmentRefused(Reason.NOT_AUTHENTIC);
    }
    if (source.read() >= 0) {
      throw new AttachmentRefused(Reason.LENGTH);
    }
    try {
      byte[] last = cipher.doFinal();
      if (last.length < contentLeft) {
        throw new AttachmentRefused(Reason.SIZE);
      }
      ended = true;
      return last;
    } catch (GeneralSecurityException e) {
      throw new AttachmentRefused(Reason.SIZE);
    }
  }

  /// What of it is not padding.
  private byte[] content(byte[] plain) {
    int kept = (int) Math.min(plain.length, contentLeft);
    contentLeft -= kept;
    return kept == plain.length ? plain : Arrays.copyOf(plain, kept);
  }

  private void authenticate(byte[] bytes, int count) {
    mac.update(bytes, 0, count);
    digest.update(bytes, 0, count);
  }

  private byte[] exactly(int count) throws IOException {
    byte[] bytes = source.readNBytes(count);
    if (bytes.length < count) {
      throw new AttachmentRefused(Reason.LENGTH);
    }
    return bytes;
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
