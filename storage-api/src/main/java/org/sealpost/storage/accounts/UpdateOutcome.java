package org.sealpost.storage.accounts;

/// What became of an update.
public enum UpdateOutcome {
  UPDATED,
  /// Somebody else was faster, or the account is gone; nothing was written. Read again and decide
  /// anew.
  VERSION_CHANGED,
  /// The PNI, number, username or link that the account would have from now on belongs to another
  /// account, or the username is reserved for one; nothing was written.
  TAKEN
}
