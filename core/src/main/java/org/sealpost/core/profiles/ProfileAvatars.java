package org.sealpost.core.profiles;

import org.sealpost.core.atrest.Keyring;
import org.sealpost.core.media.NamedAvatars;
import org.sealpost.crypto.LookupHashes;
import org.sealpost.protocol.MediaKey;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.profiles.ProfileStore;

/// The avatars that profiles name, for the sweep of media.
public final class ProfileAvatars implements NamedAvatars {
  private final ProfileRows rows;

  public ProfileAvatars(ProfileStore store, Keyring keyring, LookupHashes hashes) {
    this.rows = new ProfileRows(store, keyring, hashes);
  }

  @Override
  public boolean isNamed(Aci account, String version, MediaKey avatar) {
    return rows.find(account, version)
        .filter(profile -> profile.getAvatar().equals(avatar.path()))
        .isPresent();
  }
}
