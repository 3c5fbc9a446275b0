package org.sealpost.storage.profiles;

import java.util.Optional;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId.Aci;

/// Versions of profiles, sealed. They go with their account, and at its re-registration.
public interface ProfileStore {
  /// Writes or replaces one version; durable on return. When the account then has more than
  /// `maxVersions`, those written longest ago go.
  ///
  /// @param versionHash keyed hash of the version, 32 bytes
  void put(Aci account, Bytes versionHash, Bytes sealed, int maxVersions);

  Optional<Bytes> find(Aci account, Bytes versionHash);
}
