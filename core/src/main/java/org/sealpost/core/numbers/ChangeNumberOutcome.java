package org.sealpost.core.numbers;

import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.RegistrationOutcome;
import org.sealpost.core.delivery.SendOutcome;

/// What became of a change of number; in the order in which it is checked.
public sealed interface ChangeNumberOutcome {
  /// Linked devices change nothing.
  record NotPrimary() implements ChangeNumberOutcome {}

  /// A key has a wrong shape, or a signature does not verify.
  record SignatureInvalid() implements ChangeNumberOutcome {}

  /// The number is not the caller's to take, in the words of registration.
  record NumberRefused(RegistrationOutcome why) implements ChangeNumberOutcome {}

  /// The messages do not fit the account's other devices.
  record MessagesRefused(SendOutcome why) implements ChangeNumberOutcome {}

  /// Messages and keys are not for the same devices.
  record KeysIncomplete() implements ChangeNumberOutcome {}

  /// The caller's number was registered again since it was authenticated.
  record CallerGone() implements ChangeNumberOutcome {}

  /// Done, durable, and the other devices have their messages.
  record Changed(Account account) implements ChangeNumberOutcome {}
}
