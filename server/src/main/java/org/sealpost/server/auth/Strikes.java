package org.sealpost.server.auth;

import java.time.Duration;
import java.util.Optional;

/// Counts credentials that were refused, by address. Right ones are never held up by it.
@FunctionalInterface
public interface Strikes {
  /// Takes note of a refusal; how long to wait when there were too many.
  Optional<Duration> strike(ClientAddress address);
}
