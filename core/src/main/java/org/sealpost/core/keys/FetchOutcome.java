package org.sealpost.core.keys;

import java.time.Duration;

/// What became of the wish for an account's prekeys.
public sealed interface FetchOutcome {
  record Fetched(PreKeyBundle bundle) implements FetchOutcome {}

  /// Nobody's credentials, or an access key that lets nobody in: also when the account or the
  /// device does not exist, which an anonymous caller must not learn.
  record Unauthorized() implements FetchOutcome {}

  /// Too many of the device's keys were taken with access keys lately.
  record TooOften(Duration retryAfter) implements FetchOutcome {}

  record NotFound() implements FetchOutcome {}
}
