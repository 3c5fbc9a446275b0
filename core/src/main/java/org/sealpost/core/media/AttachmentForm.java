package org.sealpost.core.media;

import org.sealpost.protocol.MediaKey;

/// Lets an attachment be written in pieces.
///
/// @param token comes with every request of the upload
public record AttachmentForm(MediaKey key, String token) {
  @Override
  public String toString() {
    return "AttachmentForm[redacted]";
  }
}
