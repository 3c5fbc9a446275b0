package org.sealpost.core.profiles;

import java.time.Duration;
import org.sealpost.core.media.PostForm;

/// What became of a profile. Unless it was written nothing was stored.
public sealed interface WriteProfileOutcome {
  record Written() implements WriteProfileOutcome {}

  /// A field does not fit.
  ///
  /// @param field the wire's name of a field whose length or form is not allowed
  record Invalid(String field) implements WriteProfileOutcome {}

  /// Written, and names an avatar that is to be uploaded now.
  record AvatarWanted(PostForm form) implements WriteProfileOutcome {}

  /// The account asked for places for avatars too often.
  record TooOften(Duration retryAfter) implements WriteProfileOutcome {}

  /// The account has no room for an avatar now.
  record OverQuota(Duration retryAfter) implements WriteProfileOutcome {}

  /// The account was registered anew, or the device unlinked, since it was authenticated.
  record DeviceGone() implements WriteProfileOutcome {}
}
