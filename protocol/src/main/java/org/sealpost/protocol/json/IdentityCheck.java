package org.sealpost.protocol.json;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sealpost.protocol.Bytes;

/// POST /v1/profile/identity_check/batch: the identity keys that a client knows, by fingerprints.
/// Source: profiles and certificates, section 4.
public record IdentityCheck(@Nullable List<@Nullable Element> elements) {

  /// A key of an account.
  ///
  /// @param uuid a service id
  /// @param fingerprint 4 bytes
  public record Element(@Nullable String uuid, @Nullable Bytes fingerprint) {}

  @Override
  public String toString() {
    return "IdentityCheck[redacted]";
  }
}
