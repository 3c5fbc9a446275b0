package org.sealpost.core.media;

import java.net.URI;
import java.time.Instant;
import java.util.Map;
import org.sealpost.protocol.MediaKey;

/// Lets an attachment be written at the store itself, with `PUT`.
///
/// @param headers that the request must have
/// @param expires when the address is good for nothing any more
public record DirectUpload(
    MediaKey key, URI address, Map<String, String> headers, Instant expires) {
  public DirectUpload {
    headers = Map.copyOf(headers);
  }

  @Override
  public String toString() {
    return "DirectUpload[redacted]";
  }
}
