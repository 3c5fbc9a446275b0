package org.sealpost.storage.datakeys;

import java.util.Optional;

/// The table of data keys. An account's key is written by `AccountStore.create`.
public interface DataKeyStore {
  Optional<WrappedKey> find(KeyOwner owner);

  /// Keeps the key if the owner has none; returns the one that is kept. Durable on return.
  WrappedKey putIfAbsent(KeyOwner owner, WrappedKey key);
}
