package org.sealpost.core.devices;

/// What became of the wish for a link code.
public sealed interface LinkCodeOutcome {
  /// A code for one new device.
  ///
  /// @param code opaque; the new device gives it back within ten minutes, once
  /// @param identifier base64url without padding of the code's SHA-256
  record Created(String code, String identifier) implements LinkCodeOutcome {
    @Override
    public String toString() {
      return "Created[redacted]";
    }
  }

  record NotPrimary() implements LinkCodeOutcome {}

  record DeviceLimitReached(int current, int max) implements LinkCodeOutcome {}
}
