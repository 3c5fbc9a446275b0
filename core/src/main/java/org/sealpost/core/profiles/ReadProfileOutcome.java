package org.sealpost.core.profiles;

/// What became of a request for a profile.
public sealed interface ReadProfileOutcome {
  record Found(ProfileView view) implements ReadProfileOutcome {}

  /// An anonymous caller without the right access key; an account that does not exist looks the
  /// same.
  record Unauthorized() implements ReadProfileOutcome {}

  /// There is no such account; said to callers who have one.
  record NotFound() implements ReadProfileOutcome {}

  /// The credential request is none, or not one for the profile key of that version.
  record CredentialRefused() implements ReadProfileOutcome {}
}
