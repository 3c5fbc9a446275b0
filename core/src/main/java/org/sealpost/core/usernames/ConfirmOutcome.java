package org.sealpost.core.usernames;

import org.sealpost.core.accounts.Username;

/// What became of the wish for a username.
public sealed interface ConfirmOutcome {
  /// It is the account's, and was perhaps before.
  record Confirmed(Username username) implements ConfirmOutcome {}

  /// The proof that the hash is a username's does not verify.
  record ProofInvalid() implements ConfirmOutcome {}

  /// The account has not reserved it, or too long ago.
  record NotReserved() implements ConfirmOutcome {}

  /// Another account has it.
  record Taken() implements ConfirmOutcome {}

  /// The caller was unlinked, or its number registered again, since it was authenticated.
  record CallerGone() implements ConfirmOutcome {}
}
