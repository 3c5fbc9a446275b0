package org.sealpost.client.registration;

import java.time.Duration;
import org.sealpost.protocol.json.AccountIdentity;

/// How a registration ended.
public sealed interface RegistrationOutcome {
  record Registered(AccountIdentity identity) implements RegistrationOutcome {}

  /// The code is not the invite's: mistyped, used, expired or for another number.
  record WrongCode() implements RegistrationOutcome {}

  /// The number is not one that the server takes.
  record NumberRefused() implements RegistrationOutcome {}

  /// The number has no such recovery password.
  record WrongRecoveryPassword() implements RegistrationOutcome {}

  /// The account has a registration lock, and another one than was given. It ends by itself after
  /// this time, in which nobody uses the account.
  ///
  /// @param again what to try again with, once the lock is known: a code is used up
  record Locked(Duration remaining, RegistrationProof again) implements RegistrationOutcome {}

  record TryLater(Duration after) implements RegistrationOutcome {}

  /// Anything else that the server refused.
  record Refused(int status) implements RegistrationOutcome {}
}
