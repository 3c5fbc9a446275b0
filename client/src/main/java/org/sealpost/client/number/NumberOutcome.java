package org.sealpost.client.number;

import org.sealpost.client.registration.RegistrationOutcome;
import org.sealpost.protocol.PhoneNumber;

/// How a change of number ended.
public sealed interface NumberOutcome {
  /// The number is this account's, and its other devices have been told.
  record Changed(PhoneNumber number) implements NumberOutcome {}

  /// Only the account's first device can do that.
  record NotPrimary() implements NumberOutcome {}

  /// The number is not this account's to take, or not now; in the words of registration. What was
  /// shown is kept where it may do later.
  record NotTaken(RegistrationOutcome why) implements NumberOutcome {}

  /// The account's other devices cannot be told: they were others at each try, or cannot be met.
  record DevicesNotMet() implements NumberOutcome {}
}
