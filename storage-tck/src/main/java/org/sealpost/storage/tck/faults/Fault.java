package org.sealpost.storage.tck.faults;

/// When a call fails. Either way the caller sees `StorageUnavailable` and cannot tell which it was.
public enum Fault {
  /// Nothing has happened in the store.
  BEFORE,
  /// The store has done it durably and the answer was lost.
  AFTER
}
