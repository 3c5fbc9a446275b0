package org.sealpost.client.attachments;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import org.sealpost.protocol.Bytes;

/// The encrypted file of a content, as it is read: IV, ciphertext, MAC. One thread's own.
final class SealingStream extends InputStream {
  private static final int PIECE_BYTES = 32 * 1024;

  private enum Next {
    IV,
    CONTENT,
    PADDING,
    LAST_BLOCK,
    MAC,
    NOTHING
  }

  private final InputStream content;
  private final byte[] iv;
  private final Cipher cipher;
  private final Mac mac;
  private final MessageDigest digest = SealedAttachment.sha256();
  private final Optional<Bytes> expected;
  private final byte[] piece = new byte[PIECE_BYTES];
  private long contentLeft;
  private long paddingLeft;
  private Next next = Next.IV;
  private byte[] ready = new byte[0];
  private int position;

  /// The file itself; it is not known yet what it should be.
  SealingStream(InputStream content, long contentBytes, AttachmentKey key, byte[] iv) {
    this(content, contentBytes, key, iv, Optional.empty());
  }

  /// @param expected its digest: the last bytes of another file are not given out
  SealingStream(
      InputStream content,
      long contentBytes,
      AttachmentKey key,
      byte[] iv,
      Optional<Bytes> expected) {
    this.expected = expected;
    this.content = content;
    this.iv = iv.clone();
    this.cipher = key.cipher(Cipher.ENCRYPT_MODE, iv);
    this.mac = key.mac();
    this.contentLeft = contentBytes;
    this.paddingLeft = AttachmentSizes.padded(contentBytes) - contentBytes;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    while (position == ready.length) {
      if (next == Next.NOTHING) {
        return -1;
      }
      ready = produce();
      position = 0;
    }
    int count = Math.min(length, ready.length - position);
    System.arraycopy(ready, position, target, offset, count);
    position += count;
    return count;
  }

  private byte[] produce() throws IOException {
    return switch (next) {
      case IV -> authenticated(iv, Next.CONTENT);
      case CONTENT -> encrypted(readContent());
      case PADDING -> encrypted(zeros());
      case LAST_BLOCK -> authenticated(lastBlock(), Next.MAC);
      case MAC -> {
        next = Next.NOTHING;
        yield checked(mac.doFinal());
      }
      case NOTHING -> new byte[0];
    };
  }

  private int readContent() throws IOException {
    if (contentLeft == 0) {
      if (content.read() >= 0) {
        throw new IOException("the file has become longer while it was read");
      }
      next = Next.PADDING;
      return 0;
    }
    int count = content.read(piece, 0, (int) Math.min(piece.length, contentLeft));
    if (count < 0) {
      throw new IOException("the file has become shorter while it was read");
    }
    contentLeft -= count;
    return count;
  }

  private int zeros() {
    int count = (int) Math.min(piece.length, paddingLeft);
    Arrays.fill(piece, 0, count, (byte) 0);
    paddingLeft -= count;
    if (paddingLeft == 0) {
      next = Next.LAST_BLOCK;
    }
    return count;
  }

  private byte[] encrypted(int count) {
    byte[] block = count == 0 ? null : cipher.update(piece, 0, count);
    return block == null ? new byte[0] : authenticated(block, next);
  }

  private byte[] lastBlock() {
    try {
      return cipher.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-CBC with padding takes any length", e);
    }
  }

  private byte[] checked(byte[] last) throws IOException {
    digest.update(last);
    Bytes all = Bytes.wrap(digest.digest());
    if (expected.filter(told -> !told.equals(all)).isPresent()) {
      throw new IOException("the file has changed while it was read");
    }
    return last;
  }

  private byte[] authenticated(byte[] bytes, Next then) {
    mac.update(bytes);
    digest.update(bytes);
    next = then;
    return bytes;
  }

  @Override
  public void close() throws IOException {
    content.close();
  }
}
