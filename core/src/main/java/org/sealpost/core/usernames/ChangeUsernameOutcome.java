package org.sealpost.core.usernames;

import java.util.Optional;
import org.sealpost.core.accounts.Username;

/// What became of a change to an account's username.
public sealed interface ChangeUsernameOutcome {
  /// It was changed.
  ///
  /// @param username as it is now; empty when it was given up
  record Changed(Optional<Username> username) implements ChangeUsernameOutcome {}

  record NoUsername() implements ChangeUsernameOutcome {}

  /// The caller was unlinked, or its number registered again, since it was authenticated.
  record CallerGone() implements ChangeUsernameOutcome {}
}
