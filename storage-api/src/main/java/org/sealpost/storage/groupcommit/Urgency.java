package org.sealpost.storage.groupcommit;

/// Whether a request may make a commit happen.
public enum Urgency {
  /// Somebody's answer waits for it: begins a commit at once when none is under way.
  PROMPT,
  /// Rides with the next commit, behind every prompt request in it, and makes one of its own only
  /// when it has waited for [Limits#patience].
  RELAXED
}
