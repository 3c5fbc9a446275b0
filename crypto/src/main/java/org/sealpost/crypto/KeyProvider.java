package org.sealpost.crypto;

import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.SecretBytes;

/// The top of the three levels at rest (design section 7): protects the few store keys and the
/// server's other secrets. What it returns may lie in the keys folder; what it needs to open it
/// need not.
public interface KeyProvider {
  /// Makes a blob that may lie beside what it protects.
  ///
  /// @param name what the secret is, bound to it: a blob under another name does not open
  Bytes protect(String name, SecretBytes secret);

  /// Opens what [#protect] made under the same name.
  ///
  /// @throws DataKey.DoesNotOpen when this provider did not make it
  SecretBytes open(String name, Bytes blob);
}
