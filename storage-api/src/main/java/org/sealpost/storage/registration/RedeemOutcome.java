package org.sealpost.storage.registration;

/// What became of a code.
public enum RedeemOutcome {
  /// The invite is used up and the session has its new state.
  REDEEMED,
  /// The number has no invite that lives.
  NO_INVITE,
  /// The wrong code was counted.
  WRONG_CODE,
  /// The wrong code was counted and was the last one: the invite is gone.
  BURNED,
  /// The session was changed or ended meanwhile; nothing was written and nothing was counted.
  SESSION_CHANGED
}
