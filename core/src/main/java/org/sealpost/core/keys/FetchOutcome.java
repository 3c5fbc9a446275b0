package org.sealpost.core.keys;

/// What became of the wish for an account's prekeys.
public sealed interface FetchOutcome {
  record Fetched(PreKeyBundle bundle) implements FetchOutcome {}

  /// Nobody's credentials, or an access key that lets nobody in: also when the account or the
  /// device does not exist, which an anonymous caller must not learn.
  record Unauthorized() implements FetchOutcome {}

  record NotFound() implements FetchOutcome {}
}
