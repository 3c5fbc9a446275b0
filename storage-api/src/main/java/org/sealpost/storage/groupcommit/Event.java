package org.sealpost.storage.groupcommit;

/// What happens to a [GroupCommit].
public sealed interface Event<R> {
  /// A request wants to be committed.
  record Arrived<R>(R request, Urgency urgency, Size size) implements Event<R> {}

  /// The commit that was begun last is over, well or not.
  record CommitEnded<R>() implements Event<R> {}

  /// Time went by; the driver says so at the moment that [Action.WakeAt] named.
  record TimePassed<R>() implements Event<R> {}

  /// Nothing more will be admitted; what waits is committed without delay.
  record Closing<R>() implements Event<R> {}
}
