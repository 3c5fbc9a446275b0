package org.sealpost.storage.accounts;

/// What became of a deletion.
public enum DeleteOutcome {
  DELETED,
  /// Somebody else was faster, or the account is gone; nothing was written. Read again and decide
  /// anew.
  VERSION_CHANGED
}
