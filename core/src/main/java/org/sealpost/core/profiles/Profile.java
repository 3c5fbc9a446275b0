package org.sealpost.core.profiles;

import java.util.Optional;
import org.sealpost.protocol.Bytes;

/// One version of a profile. All fields but the version are ciphertext; an empty one and an absent
/// one mean the same. Source: profiles and certificates, section 1.
///
/// @param version 64 hex characters
/// @param commitment zkgroup profile key commitment, 97 bytes
/// @param avatar what is to become of its avatar
public record Profile(
    String version,
    Bytes name,
    Optional<Bytes> about,
    Optional<Bytes> aboutEmoji,
    Optional<Bytes> paymentAddress,
    Optional<Bytes> phoneNumberSharing,
    Bytes commitment,
    Avatar avatar) {

  /// What is to become of the avatar of this version.
  public enum Avatar {
    NONE,
    /// The one that it has, if it has one.
    SAME,
    /// A place to upload one to is asked for.
    NEW
  }

  @Override
  public String toString() {
    return "Profile[redacted]";
  }
}
