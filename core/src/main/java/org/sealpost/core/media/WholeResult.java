package org.sealpost.core.media;

import java.time.Duration;

/// What became of an object that was sent in one piece. Only [Stored] published anything.
public sealed interface WholeResult {
  record Stored() implements WholeResult {}

  /// The form is not one for this object, or its time is over.
  record Refused() implements WholeResult {}

  record NotFound() implements WholeResult {}

  /// The object is there already; it is as it was.
  record Exists() implements WholeResult {}

  /// The bytes have another SHA-256 than was said.
  record OtherDigest() implements WholeResult {}

  record TooShort() implements WholeResult {}

  record TooLarge(long maxBytes) implements WholeResult {}

  record OverQuota(Duration retryAfter) implements WholeResult {}

  /// An earlier request for the same object does not let go of it.
  record Busy() implements WholeResult {}
}
