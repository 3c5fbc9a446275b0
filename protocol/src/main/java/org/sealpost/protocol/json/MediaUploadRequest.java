package org.sealpost.protocol.json;

import org.jspecify.annotations.Nullable;
import org.sealpost.protocol.Bytes;

/// POST /v1/media/uploads: asks for an address that takes exactly this body. Ours; the wire
/// interface has no such door.
///
/// @param length of the encrypted file
/// @param sha256 of the encrypted file; null: any body of that length
public record MediaUploadRequest(long length, @Nullable Bytes sha256) {
  @Override
  public String toString() {
    return "MediaUploadRequest[redacted]";
  }
}
