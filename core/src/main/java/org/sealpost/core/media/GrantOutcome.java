package org.sealpost.core.media;

import java.time.Duration;

/// What became of a request to store something. Unless it was granted nothing was stored.
public sealed interface GrantOutcome<T> {
  record Granted<T>(T grant) implements GrantOutcome<T> {}

  /// The account asked too often.
  record TooOften<T>(Duration retryAfter) implements GrantOutcome<T> {}

  /// Larger than this server takes from anybody.
  record TooLarge<T>(long maxBytes) implements GrantOutcome<T> {}

  /// The account has no room for it now.
  record OverQuota<T>(Duration retryAfter) implements GrantOutcome<T> {}
}
