package org.sealpost.storage.tck;

import org.sealpost.storage.Storage;

/// What all contracts share: the store that they test.
public interface StoreContract {
  /// The same one during a case, and a new and empty one for each.
  StoreUnderTest store();

  default Storage storage() {
    return store().storage();
  }
}
