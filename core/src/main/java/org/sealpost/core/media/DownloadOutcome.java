package org.sealpost.core.media;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;

/// What became of a request for the address of an object.
public sealed interface DownloadOutcome {
  /// Where it is.
  ///
  /// @param expires when to ask again
  record Granted(URI address, Instant expires) implements DownloadOutcome {
    @Override
    public String toString() {
      return "Granted[redacted]";
    }
  }

  record TooOften(Duration retryAfter) implements DownloadOutcome {}

  record NotFound() implements DownloadOutcome {}
}
