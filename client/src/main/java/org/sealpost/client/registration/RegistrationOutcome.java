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

  record TryLater(Duration after) implements RegistrationOutcome {}

  /// Anything else that the server refused.
  record Refused(int status) implements RegistrationOutcome {}
}
