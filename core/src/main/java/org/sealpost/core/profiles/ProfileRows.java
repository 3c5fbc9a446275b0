package org.sealpost.core.profiles;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.HexFormat;
import java.util.Optional;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.atrest.Keyring;
import org.sealpost.core.stored.proto.StoredProfile;
import org.sealpost.crypto.AssociatedData;
import org.sealpost.crypto.LookupHashes;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.StorageCorrupt;
import org.sealpost.storage.profiles.ProfileStore;

/// Versions of profiles as rows of the store: found by a keyed hash, sealed under the account's
/// data key.
final class ProfileRows {
  private final ProfileStore store;
  private final Keyring keyring;
  private final LookupHashes hashes;

  ProfileRows(ProfileStore store, Keyring keyring, LookupHashes hashes) {
    this.store = store;
    this.keyring = keyring;
    this.hashes = hashes;
  }

  Optional<StoredProfile> find(Aci account, String version) {
    Bytes versionHash = hashes.profileVersion(account, version);
    return store
        .find(account, versionHash)
        .map(
            sealed -> open(keyring.ofAccount(account).open(context(account, versionHash), sealed)));
  }

  /// False, and nothing written, when the writer is no device of the account any more.
  boolean put(AuthenticatedDevice writer, String version, StoredProfile profile, int maxVersions) {
    Aci account = writer.account().aci();
    Bytes versionHash = hashes.profileVersion(account, version);
    return store.put(
        account,
        writer.device().inbox(),
        versionHash,
        keyring.ofAccount(account).seal(context(account, versionHash), profile.toByteArray()),
        maxVersions);
  }

  private static AssociatedData context(Aci account, Bytes versionHash) {
    return new AssociatedData(
        account.text(), HexFormat.of().formatHex(versionHash.unsafeArray()), "profile");
  }

  private static StoredProfile open(byte[] bytes) {
    try {
      return StoredProfile.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new StorageCorrupt("a stored profile is none");
    }
  }
}
