package org.sealpost.storage.datakeys;

import java.util.List;
import java.util.Optional;
import org.sealpost.storage.audit.AuditEntry;

/// The table of data keys. An account's key is written by `AccountStore.create` and goes with
/// `AccountStore.delete`. Store keys have generations (design section 7): each data key is wrapped
/// by one of them, and a generation that was retired wraps none any more.
public interface DataKeyStore {
  Optional<WrappedKey> find(KeyOwner owner);

  /// Keeps the key if the owner has none; returns the one that is kept. Durable on return.
  ///
  /// @throws RetiredGeneration when the key would be kept and is of one
  WrappedKey putIfAbsent(KeyOwner owner, WrappedKey key);

  /// Keys wrapped by generations before this one, at most `max`, in any order.
  List<OwnedKey> wrappedBefore(int generation, int max);

  /// Puts the same data key, wrapped anew, in the place of `present.key()`; durable on return.
  /// False, and nothing written, when the owner has another key now or none: a deleted account's
  /// key does not come back.
  ///
  /// @throws RetiredGeneration when `next` would be kept and is of one
  boolean rewrap(OwnedKey present, WrappedKey next);

  /// Retires all generations before this one; durable on return. False, and nothing changed, while
  /// a key is wrapped by one of them. Retiring what is retired is true and audited once more.
  boolean retireBefore(int generation, List<AuditEntry> audit);

  /// The oldest generation that is not retired; 1 in a new store.
  int oldestGeneration();
}
