package org.sealpost.protocol.json;

/// Where to put an avatar, as the fields of a form that is sent in one piece. Source: media,
/// section 7.
///
/// @param key a path on the media host, as a profile then names it
public record AvatarUploadForm(
    String key,
    String credential,
    String acl,
    String algorithm,
    String date,
    String policy,
    String signature) {
  @Override
  public String toString() {
    return "AvatarUploadForm[redacted]";
  }
}
