package org.sealpost.storage.profiles;

import java.util.Optional;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.inboxes.InboxId;

/// Versions of profiles, sealed. They go with their account, and at its re-registration.
public interface ProfileStore {
  /// Writes or replaces one version; durable on return. When the account then has more than
  /// `maxVersions`, those written longest ago go. False, and nothing written, when the writer is
  /// retired: a profile must not outlive the registration that it belongs to.
  ///
  /// @param writer the device that writes it
  /// @param versionHash keyed hash of the version, 32 bytes
  boolean put(Aci account, InboxId writer, Bytes versionHash, Bytes sealed, int maxVersions);

  Optional<Bytes> find(Aci account, Bytes versionHash);
}
