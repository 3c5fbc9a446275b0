package org.sealpost.client.content;

import com.google.protobuf.ByteString;
import java.util.Optional;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.SecretBytes;

/// [AttachmentPointer]s as protobuf (wire interface, media, section 6).
final class PointerCodec {
  private PointerCodec() {}

  static org.sealpost.client.content.proto.AttachmentPointer encode(AttachmentPointer pointer) {
    var wire =
        org.sealpost.client.content.proto.AttachmentPointer.newBuilder()
            .setCdnNumber(pointer.cdn())
            .setCdnKey(pointer.object())
            .setKey(ByteString.copyFrom(pointer.key().reveal()))
            .setDigest(ByteString.copyFrom(pointer.digest().unsafeArray()))
            .setSize((int) pointer.sizeBytes());
    if (!pointer.incrementalMac().isEmpty()) {
      wire.setIncrementalMac(ByteString.copyFrom(pointer.incrementalMac().unsafeArray()))
          .setChunkSize((int) pointer.chunkBytes());
    }
    if (!pointer.contentType().isEmpty()) {
      wire.setContentType(pointer.contentType());
    }
    if (!pointer.fileName().isEmpty()) {
      wire.setFileName(pointer.fileName());
    }
    if (pointer.uploadedAt() > 0) {
      wire.setUploadTimestamp(pointer.uploadedAt());
    }
    return wire.build();
  }

  /// Empty when it names no object, or cannot be opened for want of a key or digest.
  static Optional<AttachmentPointer> decode(
      org.sealpost.client.content.proto.AttachmentPointer wire) {
    String object = wire.hasCdnId() ? Long.toUnsignedString(wire.getCdnId()) : wire.getCdnKey();
    if (object.isEmpty()
        || wire.getKey().size() != AttachmentPointer.KEY_BYTES
        || wire.getDigest().size() != AttachmentPointer.DIGEST_BYTES) {
      return Optional.empty();
    }
    return Optional.of(
        new AttachmentPointer(
            wire.getCdnNumber(),
            object,
            SecretBytes.wrap(wire.getKey().toByteArray()),
            Bytes.wrap(wire.getDigest().toByteArray()),
            Integer.toUnsignedLong(wire.getSize()),
            Bytes.wrap(wire.getIncrementalMac().toByteArray()),
            Integer.toUnsignedLong(wire.getChunkSize()),
            wire.getContentType(),
            wire.getFileName(),
            wire.getUploadTimestamp()));
  }
}
