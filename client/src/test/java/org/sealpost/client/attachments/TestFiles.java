package org.sealpost.client.attachments;

import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import org.sealpost.client.content.AttachmentPointer;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.SecretBytes;

/// Contents and their encrypted files, for tests.
final class TestFiles {
  private TestFiles() {}

  static Bytes content(int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return Bytes.wrap(bytes);
  }

  static SealedAttachment sealed(Bytes content) throws IOException {
    return SealedAttachment.of(AttachmentSource.of(content));
  }

  static byte[] encrypted(SealedAttachment sealed) throws IOException {
    try (InputStream in = sealed.open(0)) {
      return in.readAllBytes();
    }
  }

  static AttachmentPointer pointer(SealedAttachment sealed) {
    return new AttachmentPointer(
        3,
        "object",
        sealed.key().bytes(),
        sealed.digest(),
        sealed.contentBytes(),
        sealed.incrementalMac(),
        sealed.chunkBytes(),
        "",
        "",
        0);
  }

  static AttachmentPointer withKey(AttachmentPointer p, SecretBytes key) {
    return copy(p, key, p.digest(), p.sizeBytes(), p.incrementalMac(), p.chunkBytes());
  }

  static AttachmentPointer withDigest(AttachmentPointer p, Bytes digest) {
    return copy(p, p.key(), digest, p.sizeBytes(), p.incrementalMac(), p.chunkBytes());
  }

  static AttachmentPointer withSize(AttachmentPointer p, long size) {
    return copy(p, p.key(), p.digest(), size, p.incrementalMac(), p.chunkBytes());
  }

  static AttachmentPointer withMacs(AttachmentPointer p, Bytes macs, long chunk) {
    return copy(p, p.key(), p.digest(), p.sizeBytes(), macs, chunk);
  }

  private static AttachmentPointer copy(
      AttachmentPointer p, SecretBytes key, Bytes digest, long size, Bytes macs, long chunk) {
    return new AttachmentPointer(p.cdn(), p.object(), key, digest, size, macs, chunk, "", "", 0);
  }
}
