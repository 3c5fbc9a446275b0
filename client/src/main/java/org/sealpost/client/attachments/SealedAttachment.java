package org.sealpost.client.attachments;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Optional;
import org.sealpost.protocol.Bytes;

/// An encrypted file that is nowhere: it is made anew from its content whenever it is read, always
/// the same, so that an upload that was cut can go on without a copy on disk. What must be known
/// beforehand, its length, digest and incremental MAC, was found by reading it once. Safe for any
/// number of threads.
public final class SealedAttachment {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int PIECE_BYTES = 32 * 1024;

  private final AttachmentSource source;
  private final AttachmentKey key;
  private final byte[] iv;
  private final long contentBytes;
  private final Bytes digest;
  private final Bytes incrementalMac;

  private SealedAttachment(
      AttachmentSource source,
      AttachmentKey key,
      byte[] iv,
      long contentBytes,
      Bytes digest,
      Bytes incrementalMac) {
    this.source = source;
    this.key = key;
    this.iv = iv;
    this.contentBytes = contentBytes;
    this.digest = digest;
    this.incrementalMac = incrementalMac;
  }

  /// Under a key of its own. Reads the content once.
  ///
  /// @throws IllegalArgumentException for more than [AttachmentSizes#MAX_CONTENT_BYTES]
  public static SealedAttachment of(AttachmentSource source) throws IOException {
    byte[] iv = new byte[AttachmentSizes.IV_BYTES];
    RANDOM.nextBytes(iv);
    return of(source, AttachmentKey.fresh(), iv);
  }

  static SealedAttachment of(AttachmentSource source, AttachmentKey key, byte[] iv)
      throws IOException {
    long size = source.sizeBytes();
    MessageDigest digest = sha256();
    int chunk = AttachmentSizes.chunk(AttachmentSizes.encrypted(size));
    IncrementalMac macs = new IncrementalMac(key.mac(), chunk);
    try (InputStream encrypted = new SealingStream(source.open(), size, key, iv)) {
      byte[] piece = new byte[PIECE_BYTES];
      for (int count = encrypted.read(piece); count >= 0; count = encrypted.read(piece)) {
        digest.update(piece, 0, count);
        macs.update(piece, 0, count);
      }
    }
    return new SealedAttachment(
        source, key, iv.clone(), size, Bytes.wrap(digest.digest()), Bytes.wrap(macs.end()));
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is not available", e);
    }
  }

  public AttachmentKey key() {
    return key;
  }

  public long contentBytes() {
    return contentBytes;
  }

  public long encryptedBytes() {
    return AttachmentSizes.encrypted(contentBytes);
  }

  /// SHA-256 of the encrypted file.
  public Bytes digest() {
    return digest;
  }

  /// One MAC for each [#chunkBytes] of the encrypted file.
  public Bytes incrementalMac() {
    return incrementalMac;
  }

  public int chunkBytes() {
    return AttachmentSizes.chunk(encryptedBytes());
  }

  /// The encrypted file from this byte on. What comes before is computed and thrown away, since
  /// each block depends on the one before.
  public InputStream open(long offset) throws IOException {
    InputStream encrypted =
        new SealingStream(source.open(), contentBytes, key, iv, Optional.of(digest));
    try {
      encrypted.skipNBytes(offset);
      return encrypted;
    } catch (IOException e) {
      encrypted.close();
      throw e;
    }
  }

  @Override
  public String toString() {
    return "SealedAttachment[redacted]";
  }
}
