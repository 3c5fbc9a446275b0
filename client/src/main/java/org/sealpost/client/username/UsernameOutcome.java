package org.sealpost.client.username;

import org.sealpost.client.state.OwnUsername;

/// How asking for a username ended.
public sealed interface UsernameOutcome {
  record Taken(OwnUsername username) implements UsernameOutcome {}

  /// Every candidate with this nickname belongs to somebody.
  record NoneFree() implements UsernameOutcome {}

  /// Too short, too long, or with characters that no username has.
  record NotAllowed() implements UsernameOutcome {}
}
