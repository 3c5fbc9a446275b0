package org.sealpost.storage.accounts;

/// What became of an update.
public enum UpdateOutcome {
  UPDATED,
  /// Somebody else was faster, or the account is gone; nothing was written. Read again and decide
  /// anew.
  VERSION_CHANGED
}
