package org.sealpost.core.media;

import java.net.URI;

/// Where an object can be read.
public sealed interface ReadOutcome {
  record Here(StoredObject object) implements ReadOutcome {}

  /// At the store itself, for a while.
  record Elsewhere(URI address) implements ReadOutcome {
    @Override
    public String toString() {
      return "Elsewhere[redacted]";
    }
  }

  /// There is none, or it was removed, or its time is over, or its account ended.
  record NotFound() implements ReadOutcome {}
}
