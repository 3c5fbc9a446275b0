package org.sealpost.storage.groupcommit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.sealpost.storage.groupcommit.Action.Reason;

/// Plays the driver of a [GroupCommit] on a manual clock and checks after every event what the
/// machine promises.
final class CommitHistory {
  record Request(int number, Urgency urgency, Size size, long sinceNanos) {}

  private final Limits limits;
  private final GroupCommit<Request> machine;
  private final Deque<Request> prompt = new ArrayDeque<>();
  private final Deque<Request> relaxed = new ArrayDeque<>();
  private final List<List<Request>> commits = new ArrayList<>();
  private final List<Reason> refusals = new ArrayList<>();
  private Optional<Long> wakeAt = Optional.empty();
  private boolean underWay;
  private boolean closing;
  private boolean finished;
  private int arrived;
  private long now;

  CommitHistory(Limits limits) {
    this.limits = limits;
    this.machine = new GroupCommit<>(limits);
  }

  List<List<Request>> commits() {
    return commits;
  }

  List<Reason> refusals() {
    return refusals;
  }

  boolean isUnderWay() {
    return underWay;
  }

  boolean isFinished() {
    return finished;
  }

  Optional<Long> wakeAt() {
    return wakeAt;
  }

  Request arrive(Urgency urgency, int rows, long bytes) {
    Request request = new Request(arrived++, urgency, new Size(rows, bytes), now);
    queue(urgency).add(request);
    tell(new Event.Arrived<>(request, urgency, request.size()));
    return request;
  }

  void endCommit() {
    underWay = false;
    tell(new Event.CommitEnded<>());
  }

  /// Lets time pass, with the wake-up that was asked for.
  void pass(long nanos) {
    long end = now + nanos;
    if (wakeAt.isPresent() && wakeAt.get() <= end) {
      now = wakeAt.get();
      wakeAt = Optional.empty();
      tell(new Event.TimePassed<>());
    }
    now = end;
  }

  void close() {
    closing = true;
    tell(new Event.Closing<>());
  }

  private void tell(Event<Request> event) {
    for (Action<Request> action : machine.on(event, now)) {
      switch (action) {
        case Action.Commit<Request>(var requests) -> begin(requests);
        case Action.Refuse<Request>(var request, var reason) -> refuse(request, reason);
        case Action.WakeAt<Request>(long nanos) -> wakeAt = Optional.of(nanos);
        case Action.Finish<Request> _ -> finish();
      }
    }
    checkWhatHolds();
  }

  private void begin(List<Request> requests) {
    assertThat(underWay).as("a commit is under way").isFalse();
    assertThat(requests).isNotEmpty();
    underWay = true;
    commits.add(requests);
    List<Request> expected = new ArrayList<>();
    takeWhatFits(prompt, expected);
    takeWhatFits(relaxed, expected);
    assertThat(requests).as("oldest first, prompt before relaxed").isEqualTo(expected);
  }

  private void takeWhatFits(Deque<Request> queue, List<Request> batch) {
    long rows = 0;
    long bytes = 0;
    boolean first = true;
    while (!queue.isEmpty()) {
      Request next = queue.element();
      rows += next.size().rows();
      bytes += next.size().bytes();
      if (!first && (rows > limits.batch().rows() || bytes > limits.batch().bytes())) {
        return;
      }
      batch.add(queue.remove());
      first = false;
    }
  }

  private void refuse(Request request, Reason reason) {
    refusals.add(reason);
    Deque<Request> queue = queue(request.urgency());
    assertThat(queue.removeLast()).isEqualTo(request);
    if (reason == Reason.BUSY) {
      assertThat(queue).as("an empty queue refuses nothing").isNotEmpty();
      assertThat(waiting(queue).plus(request.size()).fitsIn(limits.queued())).isFalse();
    } else {
      assertThat(closing).isTrue();
    }
  }

  private void finish() {
    assertThat(finished).as("finished before").isFalse();
    assertThat(closing).isTrue();
    finished = true;
  }

  private void checkWhatHolds() {
    if (!underWay) {
      assertThat(prompt).as("a prompt request waits while nothing is under way").isEmpty();
      if (!relaxed.isEmpty()) {
        long due = relaxed.element().sinceNanos() + limits.patience().toNanos();
        assertThat(now).as("patience of the oldest").isLessThan(due);
        assertThat(wakeAt).as("the driver knows when").contains(due);
      }
      assertThat(finished).isEqualTo(closing && relaxed.isEmpty());
    }
    for (Deque<Request> queue : List.of(prompt, relaxed)) {
      assertThat(queue.size() <= 1 || waiting(queue).fitsIn(limits.queued())).isTrue();
    }
  }

  private static Size waiting(Deque<Request> queue) {
    return queue.stream().map(Request::size).reduce(Size.ZERO, Size::plus);
  }

  private Deque<Request> queue(Urgency urgency) {
    return switch (urgency) {
      case PROMPT -> prompt;
      case RELAXED -> relaxed;
    };
  }
}
