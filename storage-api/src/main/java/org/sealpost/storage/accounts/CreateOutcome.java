package org.sealpost.storage.accounts;

/// What became of a new account.
public enum CreateOutcome {
  CREATED,
  /// The ACI, the PNI or the number belongs to an account already; nothing was written.
  TAKEN
}
