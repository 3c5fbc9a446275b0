package org.sealpost.storage.sqlite;

import org.sealpost.storage.StorageCorrupt;

/// SQLite's `synchronous` pragma, weakest first. In WAL mode a commit is on stable storage before
/// it returns from [#FULL] on.
public enum Synchronous {
  OFF,
  NORMAL,
  FULL,
  EXTRA;

  /// From the number that the database answers with.
  static Synchronous ofPragma(String number) {
    return switch (number) {
      case "0" -> OFF;
      case "1" -> NORMAL;
      case "2" -> FULL;
      case "3" -> EXTRA;
      default -> throw new StorageCorrupt("unknown answer to pragma synchronous");
    };
  }

  boolean confirmsAfterSync() {
    return compareTo(FULL) >= 0;
  }
}
