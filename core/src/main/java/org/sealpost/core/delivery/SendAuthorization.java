package org.sealpost.core.delivery;

import java.util.Optional;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.AuthenticatedDevice;

/// Whether somebody may send to an account.
public sealed interface SendAuthorization {
  /// The send may go to the store.
  ///
  /// @param sender who sends, or empty for a send that an access key let in
  record Allowed(Account recipient, Optional<AuthenticatedDevice> sender)
      implements SendAuthorization {}

  /// An account asked for an account that there is not.
  record UnknownRecipient() implements SendAuthorization {}

  /// No account, and no access key that fits. Looks the same for a wrong key and for an account
  /// that there is not.
  record Unauthorized() implements SendAuthorization {}

  /// An account writes to the identity of its own number.
  record Forbidden() implements SendAuthorization {}
}
