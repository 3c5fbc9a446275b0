package org.sealpost.crypto;

import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.SecretBytes;

/// A key that never leaves the service or device that keeps it, and wraps a few bytes on request.
public interface RemoteKey {
  /// Wraps a key.
  ///
  /// @param name what it will protect, bound to it
  /// @throws KeysRefused when the service is away or refuses
  Bytes wrap(String name, SecretBytes key);

  /// Opens what [#wrap] made under the same name.
  ///
  /// @throws DataKey.DoesNotOpen when the service's key did not make it, or for another name
  /// @throws KeysRefused when the service is away or refuses
  SecretBytes unwrap(String name, Bytes wrapped);
}
