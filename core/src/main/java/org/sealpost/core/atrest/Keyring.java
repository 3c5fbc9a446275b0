package org.sealpost.core.atrest;

import org.sealpost.crypto.Sealer;
import org.sealpost.protocol.ServiceId.Aci;

/// Each owner's data key. Cheap to ask: what was unwrapped lately is remembered, bounded.
public interface Keyring {
  /// The key of an account that exists.
  ///
  /// @throws org.sealpost.storage.StorageUnavailable when it ended meanwhile: asked for again, the
  ///   account is not there
  Sealer ofAccount(Aci account);

  /// The key of rows that belong to no account: sessions and invites.
  Sealer ofRest();
}
