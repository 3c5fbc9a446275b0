package org.sealpost.core.profiles;

/// What became of a profile. Unless it was written nothing was stored.
public sealed interface WriteProfileOutcome {
  record Written() implements WriteProfileOutcome {}

  /// A field does not fit.
  ///
  /// @param field the wire's name of a field whose length or form is not allowed
  record Invalid(String field) implements WriteProfileOutcome {}

  /// This server has no place for avatars yet.
  record AvatarsNotServed() implements WriteProfileOutcome {}

  /// The account was registered anew, or the device unlinked, since it was authenticated.
  record DeviceGone() implements WriteProfileOutcome {}
}
