package org.sealpost.protocol.json;

/// GET /v1/media/{key}: an address that gives the object, or a range of it. Ours; the wire
/// interface has no such door.
///
/// @param url absolute, to be used as it is
/// @param expiresAt in milliseconds
public record MediaDownloadGrant(String url, long expiresAt) {
  @Override
  public String toString() {
    return "MediaDownloadGrant[redacted]";
  }
}
