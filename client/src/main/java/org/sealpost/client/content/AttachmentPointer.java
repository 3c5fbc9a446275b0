package org.sealpost.client.content;

import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.SecretBytes;

/// What a message says of a file beside it: where it lies encrypted, and what opens it. Everything
/// in here is the sender's word. The name above all: it may hold slashes, and is never a path.
///
/// @param cdn the number of the media host
/// @param object names the file there
/// @param key 64 bytes
/// @param digest SHA-256 of the encrypted file
/// @param sizeBytes of the content
/// @param incrementalMac 32 bytes for each chunk of the encrypted file, or none at all
/// @param chunkBytes 0 when there is no incremental MAC
/// @param contentType empty when it is not said
/// @param fileName empty when it is not said
/// @param uploadedAt milliseconds; 0 when it is not said
public record AttachmentPointer(
    int cdn,
    String object,
    SecretBytes key,
    Bytes digest,
    long sizeBytes,
    Bytes incrementalMac,
    long chunkBytes,
    String contentType,
    String fileName,
    long uploadedAt) {
  static final int KEY_BYTES = 64;
  static final int DIGEST_BYTES = 32;

  /// Of a content's size.
  static final long MAX_SIZE = 0xFFFF_FFFFL;

  public AttachmentPointer {
    if (object.isEmpty() || key.size() != KEY_BYTES || digest.size() != DIGEST_BYTES) {
      throw new IllegalArgumentException("a pointer names an object, a key and a digest");
    }
    if (sizeBytes < 0 || sizeBytes > MAX_SIZE || chunkBytes < 0 || chunkBytes > MAX_SIZE) {
      throw new IllegalArgumentException("a pointer's sizes are numbers of 32 bits");
    }
  }

  @Override
  public String toString() {
    return "AttachmentPointer[redacted]";
  }
}
