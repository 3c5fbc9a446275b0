package org.sealpost.protocol.json;

import java.util.Map;

/// GET /v4/attachments/form/upload: where to put an attachment, in pieces. Source: media, section
/// 1.
///
/// @param headers come again with every request of this upload
public record AttachmentUploadForm(
    int cdn, String key, Map<String, String> headers, String signedUploadLocation) {
  @Override
  public String toString() {
    return "AttachmentUploadForm[redacted]";
  }
}
