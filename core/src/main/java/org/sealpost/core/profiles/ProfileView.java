package org.sealpost.core.profiles;

import java.util.Map;
import java.util.Optional;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId;

/// What somebody who may see a profile is shown of it. Source: profiles and certificates, section
/// 2.
///
/// @param id as it was asked for
/// @param identityKey the one that belongs to the id, 33 bytes
/// @param accessKeyChecksum 32 bytes; absent for a PNI, and of an account without an access key
/// @param unrestrictedAccess any access key is let in; never said of a PNI
/// @param capabilities by the wire's names
/// @param version the fields of the version that was asked for, if it is known
/// @param credential serialized, if one was asked for and the version is known
public record ProfileView(
    ServiceId id,
    Bytes identityKey,
    Optional<Bytes> accessKeyChecksum,
    boolean unrestrictedAccess,
    Map<String, Boolean> capabilities,
    Optional<VersionFields> version,
    Optional<Bytes> credential) {

  /// Ciphertexts as they were written.
  ///
  /// @param paymentAddress of the account's current version only
  /// @param avatar where it is found below the base URL of downloads
  public record VersionFields(
      Optional<Bytes> name,
      Optional<Bytes> about,
      Optional<Bytes> aboutEmoji,
      Optional<Bytes> paymentAddress,
      Optional<Bytes> phoneNumberSharing,
      Optional<String> avatar) {

    @Override
    public String toString() {
      return "VersionFields[redacted]";
    }
  }

  @Override
  public String toString() {
    return "ProfileView[redacted]";
  }
}
