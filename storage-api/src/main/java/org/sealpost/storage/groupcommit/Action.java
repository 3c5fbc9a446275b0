package org.sealpost.storage.groupcommit;

import java.util.List;

/// What the driver of a [GroupCommit] has to do, in the order given.
public sealed interface Action<R> {
  /// Begin one commit of these requests, in this order, and say [Event.CommitEnded] when it is
  /// over.
  record Commit<R>(List<R> requests) implements Action<R> {
    public Commit {
      requests = List.copyOf(requests);
    }
  }

  /// The queue is full, or closed: answer the request now; it will not be committed.
  record Refuse<R>(R request, Reason reason) implements Action<R> {}

  /// Say [Event.TimePassed] at this moment. Replaces an earlier one.
  record WakeAt<R>(long nanos) implements Action<R> {}

  /// Closing is done: nothing waits, nothing is under way, nothing will come.
  record Finish<R>() implements Action<R> {}

  enum Reason {
    BUSY,
    CLOSED
  }
}
