package org.sealpost.storage.groupcommit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// Decides when one writer begins a commit and which requests go into it. Events in, actions out:
/// no thread, no clock, no lock of its own; the driver calls it under a lock.
///
/// What holds after every event:
/// - at most one commit is under way;
/// - a prompt request waits only while a commit is under way: a lone one pays no gathering;
/// - in a commit prompt requests go first; each kind keeps the order of its arrival;
/// - a relaxed request waits for a commit at most [Limits#patience], and what is left of the commit
///   that is under way then;
/// - every request admitted is committed in exactly one commit; what waits is bounded.
///
/// Times are of a clock that never goes back, such as `System.nanoTime`.
public final class GroupCommit<R> {
  private final Limits limits;
  private final Queue<R> prompt;
  private final Queue<R> relaxed;
  private boolean committing;
  private boolean closing;
  private boolean finished;

  public GroupCommit(Limits limits) {
    this.limits = limits;
    this.prompt = new Queue<>();
    this.relaxed = new Queue<>();
  }

  public List<Action<R>> on(Event<R> event, long nowNanos) {
    List<Action<R>> actions = new ArrayList<>(2);
    switch (event) {
      case Event.Arrived<R> arrived -> admit(arrived, nowNanos, actions);
      case Event.CommitEnded<R> _ -> {
        if (!committing) {
          throw new IllegalStateException("no commit is under way");
        }
        committing = false;
      }
      case Event.TimePassed<R> _ -> {}
      case Event.Closing<R> _ -> closing = true;
    }
    beginIfDue(nowNanos, actions);
    return actions;
  }

  private void admit(Event.Arrived<R> arrived, long nowNanos, List<Action<R>> actions) {
    Queue<R> queue =
        switch (arrived.urgency()) {
          case PROMPT -> prompt;
          case RELAXED -> relaxed;
        };
    if (closing) {
      actions.add(new Action.Refuse<>(arrived.request(), Action.Reason.CLOSED));
    } else if (!queue.hasRoomFor(arrived.size(), limits.queued())) {
      actions.add(new Action.Refuse<>(arrived.request(), Action.Reason.BUSY));
    } else {
      queue.add(new Waiting<>(arrived.request(), arrived.size(), nowNanos));
    }
  }

  private void beginIfDue(long nowNanos, List<Action<R>> actions) {
    if (committing || finished) {
      return;
    }
    if (!prompt.isEmpty() || relaxedIsDue(nowNanos)) {
      List<R> requests = new ArrayList<>();
      prompt.moveInto(requests, limits.batch());
      relaxed.moveInto(requests, limits.batch());
      committing = true;
      actions.add(new Action.Commit<>(requests));
    } else if (!relaxed.isEmpty()) {
      actions.add(new Action.WakeAt<>(relaxed.oldestNanos() + limits.patience().toNanos()));
    } else if (closing) {
      finished = true;
      actions.add(new Action.Finish<>());
    }
  }

  /// A whole batch of them does not wait either: it would only grow.
  private boolean relaxedIsDue(long nowNanos) {
    return !relaxed.isEmpty()
        && (closing
            || nowNanos - relaxed.oldestNanos() >= limits.patience().toNanos()
            || !relaxed.total().fitsIn(limits.batch()));
  }

  private record Waiting<R>(R request, Size size, long sinceNanos) {}

  /// Requests of one kind in the order of their arrival.
  private static final class Queue<R> {
    private final ArrayDeque<Waiting<R>> waiting = new ArrayDeque<>();
    private Size total = Size.ZERO;

    boolean isEmpty() {
      return waiting.isEmpty();
    }

    Size total() {
      return total;
    }

    long oldestNanos() {
      return waiting.element().sinceNanos();
    }

    /// An empty queue takes a request of any size, so that none is refused for ever.
    boolean hasRoomFor(Size size, Size limit) {
      return waiting.isEmpty() || total.plus(size).fitsIn(limit);
    }

    void add(Waiting<R> request) {
      waiting.add(request);
      total = total.plus(request.size());
    }

    /// Moves the oldest that fit together; the first always fits.
    void moveInto(List<R> requests, Size limit) {
      Size taken = Size.ZERO;
      for (boolean first = true; !waiting.isEmpty(); first = false) {
        Waiting<R> next = waiting.element();
        taken = taken.plus(next.size());
        if (!first && !taken.fitsIn(limit)) {
          return;
        }
        waiting.remove();
        total = total.minus(next.size());
        requests.add(next.request());
      }
    }
  }
}
