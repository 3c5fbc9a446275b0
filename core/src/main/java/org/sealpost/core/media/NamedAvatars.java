package org.sealpost.core.media;

import org.sealpost.protocol.MediaKey;
import org.sealpost.protocol.ServiceId.Aci;

/// Tells which avatars profiles name.
@FunctionalInterface
public interface NamedAvatars {
  /// Whether this version of the account's profile names the avatar now; asked of the store itself.
  boolean isNamed(Aci account, String version, MediaKey avatar);
}
