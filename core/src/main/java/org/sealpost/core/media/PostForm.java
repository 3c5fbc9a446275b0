package org.sealpost.core.media;

/// The fields of a form with which one object is sent in one piece (wire/media.md, section 7).
/// Clients echo them; `policy` and `signature` are what counts.
///
/// @param key the path of the object
public record PostForm(
    String key,
    String credential,
    String acl,
    String algorithm,
    String date,
    String policy,
    String signature) {
  @Override
  public String toString() {
    return "PostForm[redacted]";
  }
}
