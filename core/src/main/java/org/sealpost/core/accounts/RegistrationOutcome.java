package org.sealpost.core.accounts;

import java.time.Duration;

/// What became of a registration; in the order in which it is checked.
public sealed interface RegistrationOutcome {
  /// The password has fewer than sixteen characters.
  record PasswordTooShort() implements RegistrationOutcome {}

  /// A prekey or identity key has a wrong shape, or a signature does not verify.
  record SignatureInvalid() implements RegistrationOutcome {}

  /// The session is unknown, over, not verified, or used up: the number was registered since it was
  /// verified.
  record SessionNotVerified() implements RegistrationOutcome {}

  /// The session was verified for another number.
  record NumberMismatch() implements RegistrationOutcome {}

  /// The recovery password is not the account's, or the number has no account, or that none.
  record RecoveryRefused() implements RegistrationOutcome {}

  /// The account has a registration lock, and the request another one or none.
  ///
  /// @param remaining until the lock ends, if no device of the account is seen before
  record Locked(Duration remaining) implements RegistrationOutcome {}

  /// Too many registration locks were tried; nothing was compared.
  record LockTriedTooOften(Duration retryAfter) implements RegistrationOutcome {}

  /// Done, and durable.
  ///
  /// @param reregistration the number had an account: its ids stayed, its devices are gone
  /// @param storageCapable the former account had the capability `storage`
  record Registered(Account account, boolean reregistration, boolean storageCapable)
      implements RegistrationOutcome {}
}
