package org.sealpost.core.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealpost.core.delivery.StreamEvent.Arrival;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.storage.inboxes.Epoch;
import org.sealpost.storage.inboxes.Position;

/// Decides what one connected device is given, and when. Events in, actions out: no thread, no
/// socket, no store, and no time but that of the events. Not safe for several threads: whoever runs
/// it brings one event at a time. The states are drawn in the package's documentation.
///
/// Invariants:
/// - Every envelope of the inbox at or before the cursor has been given to the device on this
///   connection, or is gone from the inbox, or the device took it, or it cannot be opened.
/// - The window is never exceeded.
/// - After a higher epoch was seen, or the connection was closed, nothing is given and nothing
///   read.
final class DeviceStream {
  private enum Phase {
    NEW,
    /// The inbox is being claimed, or will be.
    CLAIMING,
    /// The device is given what there is.
    OPEN,
    /// Close was asked for; answers still count.
    CLOSING,
    /// Nobody is there. What was answered is still being committed.
    GONE
  }

  private final DeliveryLimits limits;
  private final DeliveryWindow window;
  private final UncommittedAnswers answers = new UncommittedAnswers();

  private Phase phase = Phase.NEW;
  private Epoch epoch = Epoch.NONE;
  private long gaps;
  private boolean queueEmptySent;

  private Position cursor = Position.START;

  /// The highest place that the cursor ever had on this connection.
  private Position furthest = Position.START;

  /// Something may lie beyond the cursor.
  private boolean dirty;

  /// Something was at this position when the last read began, or came since.
  private Position known = Position.START;

  /// An envelope of this size had to be left for later: nothing is read before the window is half
  /// empty again. Zero when nothing was left.
  private long leftBehindBytes;

  /// A claim or a read is under way.
  private boolean busy;

  private int failures;
  private int acknowledgeFailures;
  private Instant retryAt = Instant.MIN;
  private Instant retryAcknowledgeAt = Instant.MIN;
  private Instant lookAt = Instant.MAX;

  /// What the event at hand has led to.
  private List<StreamAction> actions = new ArrayList<>();

  DeviceStream(DeliveryLimits limits) {
    this.limits = limits;
    this.window = new DeliveryWindow(limits.windowEnvelopes(), limits.windowBytes());
  }

  /// Takes an event and says what is to be done, in order.
  List<StreamAction> on(StreamEvent event, Instant now) {
    actions = new ArrayList<>(2);
    switch (event) {
      case StreamEvent.Started() -> started();
      case StreamEvent.Claimed(Epoch claimed, long left) -> claimed(claimed, left, now);
      case StreamEvent.ClaimFailed() -> failed(now);
      case StreamEvent.Retired() -> close(CloseReason.REAUTHENTICATE);
      case StreamEvent.PageRead page -> pageRead(page, now);
      case StreamEvent.ReadFailed() -> readFailed(now);
      case StreamEvent.Stored stored -> stored(stored, now);
      case StreamEvent.Woken() -> dirty = true;
      case StreamEvent.Ephemeral(Delivery delivery) -> ephemeral(delivery, now);
      case StreamEvent.Answered(EnvelopeId id, boolean accepted) -> answered(id, accepted);
      case StreamEvent.Acknowledged(long batch) -> acknowledged(batch);
      case StreamEvent.AcknowledgeFailed(long batch) -> acknowledgeFailed(batch, now);
      case StreamEvent.Tick() -> tick(now);
      case StreamEvent.Dismissed(CloseReason reason) -> close(reason);
      case StreamEvent.Disconnected() -> disconnected();
    }
    goOn(now);
    List<StreamAction> result = actions;
    actions = List.of();
    return result;
  }

  /// When a [StreamEvent.Tick] would make a difference; [Instant#MAX] for never.
  Instant wakeAt() {
    Instant at = Instant.MAX;
    if (phase == Phase.CLAIMING || phase == Phase.OPEN) {
      at = earlier(lookAt, window.oldest().map(since -> since.plus(limits.answerTimeout())));
      at = earlier(at, failures > 0 && wantsStore() ? retryAt : null);
    }
    return earlier(at, answers.canBegin() ? retryAcknowledgeAt : null);
  }

  /// Whether nothing will ever come of this stream any more.
  boolean isOver() {
    return phase == Phase.GONE && answers.count() == 0;
  }

  private void started() {
    if (phase == Phase.NEW) {
      phase = Phase.CLAIMING;
    }
  }

  private void claimed(Epoch claimed, long left, Instant now) {
    busy = false;
    failures = 0;
    if (phase != Phase.CLAIMING) {
      return;
    }
    phase = Phase.OPEN;
    epoch = claimed;
    gaps = left;
    dirty = true;
    lookAt = now.plus(limits.safetyRead());
  }

  private void pageRead(StreamEvent.PageRead page, Instant now) {
    busy = false;
    failures = 0;
    if (phase == Phase.OPEN) {
      if (page.epoch().isAfter(epoch)) {
        close(CloseReason.CONNECTED_ELSEWHERE);
      } else if (epoch.isAfter(page.epoch())) {
        // The store forgot our claim: it is another one than we knew, or an older state of it.
        phase = Phase.CLAIMING;
        cursor = Position.START;
      } else {
        take(page, now);
      }
    }
    answers.readEnded();
  }

  private void take(StreamEvent.PageRead page, Instant now) {
    for (Arrival arrival : page.arrivals()) {
      if (arrival.position().isAfter(cursor) && !offer(arrival, now)) {
        dirty = true;
        return;
      }
    }
    moveTo(page.end());
    if (page.more() && page.end().isAfter(Position.START)) {
      dirty = true;
    } else if (!queueEmptySent) {
      queueEmptySent = true;
      actions.add(new StreamAction.QueueEmpty(gaps));
    }
  }

  /// Gives the next envelope of the inbox to the device and moves the cursor to it. False when it
  /// has to be left for later.
  private boolean offer(Arrival arrival, Instant now) {
    Delivery delivery = arrival.delivery();
    if (answers.contains(delivery.id())) {
      // The device took this very envelope, and here it still is or is again.
      answers.add(delivery.id());
    } else if (!window.contains(delivery.id())) {
      if (!window.fits(delivery.envelope().size())) {
        leftBehindBytes = delivery.envelope().size();
        return false;
      }
      give(delivery, true, now);
    }
    moveTo(arrival.position());
    return true;
  }

  private void moveTo(Position position) {
    cursor = position.isAfter(cursor) ? position : cursor;
    furthest = cursor.isAfter(furthest) ? cursor : furthest;
  }

  private void give(Delivery delivery, boolean stored, Instant now) {
    window.add(delivery, now, stored);
    actions.add(new StreamAction.Deliver(delivery));
  }

  /// Takes the envelope from memory if everything before it was given, otherwise lets a read find
  /// it. One that was passed before, until a failed read moved the cursor back, may be gone from
  /// the inbox by now: only a read can tell.
  private void stored(StreamEvent.Stored stored, Instant now) {
    Position position = stored.arrival().position();
    if (!position.isAfter(cursor)) {
      return;
    }
    boolean next =
        phase == Phase.OPEN
            && !stored.repeat()
            && stored.before().isPresent()
            && !stored.before().get().isAfter(cursor)
            && position.isAfter(furthest)
            && answers.count() < limits.uncommittedAnswers();
    if (!(next && offer(stored.arrival(), now)) && position.isAfter(known)) {
      known = position;
    }
  }

  private void ephemeral(Delivery delivery, Instant now) {
    if (phase == Phase.OPEN
        && window.fits(delivery.envelope().size())
        && !window.contains(delivery.id())) {
      give(delivery, false, now);
    }
  }

  private void answered(EnvelopeId id, boolean accepted) {
    Optional<DeliveryWindow.Unanswered> answered = window.remove(id);
    if (accepted && answered.isPresent() && answered.get().stored()) {
      answers.add(id);
    }
  }

  private void acknowledged(long batch) {
    acknowledgeFailures = 0;
    answers.committed(batch, busy);
  }

  /// Tried again while the device is there. Afterwards the next connection brings the envelopes
  /// again, as after a crash.
  private void acknowledgeFailed(long batch, Instant now) {
    if (phase == Phase.GONE) {
      answers.givenUp(batch);
    } else {
      acknowledgeFailures++;
      retryAcknowledgeAt = now.plus(backOff(acknowledgeFailures));
      answers.failed(batch);
    }
  }

  private void failed(Instant now) {
    busy = false;
    failures++;
    retryAt = now.plus(backOff(failures));
  }

  /// The store that comes back may be another one, so nothing of the cursor counts any more.
  private void readFailed(Instant now) {
    failed(now);
    answers.readEnded();
    cursor = Position.START;
    dirty = true;
  }

  private void tick(Instant now) {
    if (phase != Phase.OPEN && phase != Phase.CLAIMING) {
      return;
    }
    Optional<Instant> oldest = window.oldest();
    if (oldest.isPresent() && !oldest.get().plus(limits.answerTimeout()).isAfter(now)) {
      close(CloseReason.UNANSWERED);
    }
    if (!lookAt.isAfter(now)) {
      dirty = true;
      lookAt = now.plus(limits.safetyRead());
    }
  }

  private void close(CloseReason reason) {
    if (phase == Phase.NEW || phase == Phase.CLAIMING || phase == Phase.OPEN) {
      phase = Phase.CLOSING;
      actions.add(new StreamAction.Close(reason));
    }
  }

  private void disconnected() {
    phase = Phase.GONE;
    window.clear();
  }

  /// Begins whatever can begin now.
  private void goOn(Instant now) {
    if (answers.canBegin() && mayAcknowledge(now)) {
      UncommittedAnswers.Batch batch = answers.begin();
      actions.add(new StreamAction.Acknowledge(batch.number(), batch.ids()));
    }
    if (!wantsStore() || (failures > 0 && retryAt.isAfter(now))) {
      return;
    }
    busy = true;
    if (phase == Phase.CLAIMING) {
      actions.add(new StreamAction.Claim());
    } else {
      dirty = false;
      known = Position.START;
      leftBehindBytes = 0;
      lookAt = now.plus(limits.safetyRead());
      actions.add(
          new StreamAction.Read(cursor, window.roomEnvelopes(), Math.max(1, window.roomBytes())));
    }
  }

  /// Whether there is something to claim or to read, and room for it.
  private boolean wantsStore() {
    return !busy
        && (phase == Phase.CLAIMING
            || (phase == Phase.OPEN && (dirty || known.isAfter(cursor)) && mayRead()));
  }

  private boolean mayAcknowledge(Instant now) {
    return acknowledgeFailures == 0 || phase == Phase.GONE || !retryAcknowledgeAt.isAfter(now);
  }

  /// Once the window was full, a read waits until half of it is free: a device that answers one by
  /// one would otherwise cost a read each.
  private boolean mayRead() {
    if (answers.count() >= limits.uncommittedAnswers()) {
      return false;
    }
    if (!window.hasRoom() && leftBehindBytes == 0) {
      leftBehindBytes = 1;
    }
    return leftBehindBytes == 0 || (window.isHalfEmpty() && window.fits(leftBehindBytes));
  }

  private Duration backOff(int failed) {
    Duration wait = limits.retryFirst().multipliedBy(1L << Math.min(failed - 1, 16));
    return wait.compareTo(limits.retryMost()) < 0 ? wait : limits.retryMost();
  }

  private static Instant earlier(Instant one, @Nullable Instant other) {
    return other != null && other.isBefore(one) ? other : one;
  }

  private static Instant earlier(Instant one, Optional<Instant> other) {
    return earlier(one, other.orElse(null));
  }
}
