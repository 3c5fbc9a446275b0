package org.sealpost.protocol.json;

import java.util.Map;

/// Answer to [MediaUploadRequest].
///
/// @param key as a pointer names it, to be found at `/attachments/{key}`
/// @param cdn the number of a pointer
/// @param method always PUT
/// @param url absolute, to be used as it is
/// @param headers that the request must have, as they are
/// @param expiresAt in milliseconds
public record MediaUploadGrant(
    String key, int cdn, String method, String url, Map<String, String> headers, long expiresAt) {
  @Override
  public String toString() {
    return "MediaUploadGrant[redacted]";
  }
}
