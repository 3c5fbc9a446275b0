package org.sealpost.core.devices;

import org.sealpost.core.accounts.Account;

/// What became of a link request; in the order in which it is checked.
public sealed interface LinkOutcome {
  /// The code is unknown, over or used, or its account is gone.
  record CodeRefused() implements LinkOutcome {}

  /// The password has fewer than sixteen characters.
  record PasswordTooShort() implements LinkOutcome {}

  /// A prekey has a wrong shape, or a signature does not verify under the account's identity keys.
  record SignatureInvalid() implements LinkOutcome {}

  /// The account has a capability that the new device lacks.
  record CapabilityMissing() implements LinkOutcome {}

  record DeviceLimitReached(int current, int max) implements LinkOutcome {}

  /// Done, and durable.
  record Linked(Account account, int deviceId) implements LinkOutcome {}
}
