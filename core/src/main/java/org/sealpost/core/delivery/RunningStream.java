package org.sealpost.core.delivery;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sealpost.core.delivery.DeviceInboxes.Owner;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.storage.inboxes.InboxId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs one [DeviceStream]: brings it its events one at a time and does what it wants. Nobody waits
/// for anybody: whoever brings an event while another is at work leaves it in the mailbox, and the
/// one at work takes it along. An idle stream has no thread and no mailbox. Calls of the store,
/// which block, are made by tasks of their own.
final class RunningStream implements DeviceConnection {
  private static final Logger LOG = LoggerFactory.getLogger(RunningStream.class);

  /// Beyond so many waiting events the mailbox keeps nothing that comes of other people's doing
  /// (envelopes, wake-ups) or of time: one event stands for all of them and lets the stream read.
  /// What else comes is bounded by the stream's own doing (answers by the window, results by one
  /// call at a time).
  private static final int CROWDED = 512;

  /// How many events one caller works off before it hands the rest to a task.
  private static final int TURN = 64;

  private final Owner owner;
  private final DeviceTransport transport;
  private final DeviceInboxes inboxes;
  private final Executor tasks;
  private final InstantSource clock;
  private final Consumer<RunningStream> whenGone;

  /// Used only by the caller that is at work, see `working`, as are the next two.
  private final DeviceStream stream;

  /// The transport threw: nothing more goes to it.
  private boolean transportLost;

  /// The stream threw: nobody knows what it would do next, so it gets no more events.
  private boolean broken;

  /// Both guarded by this.
  private @Nullable ArrayDeque<StreamEvent> mailbox;

  private boolean working;

  /// The transport was told to close, or is gone.
  private volatile boolean ending;

  /// [DeviceStream#wakeAt] as of the last event.
  private volatile Instant wakeAt = Instant.MAX;

  RunningStream(
      Owner owner,
      DeviceTransport transport,
      DeviceInboxes inboxes,
      DeliveryLimits limits,
      Executor tasks,
      InstantSource clock,
      Consumer<RunningStream> whenGone) {
    this.owner = owner;
    this.transport = transport;
    this.inboxes = inboxes;
    this.tasks = tasks;
    this.clock = clock;
    this.whenGone = whenGone;
    this.stream = new DeviceStream(limits);
  }

  InboxId inbox() {
    return owner.inbox();
  }

  @Override
  public void start() {
    tell(new StreamEvent.Started());
  }

  @Override
  public void answered(EnvelopeId id, boolean accepted) {
    tell(new StreamEvent.Answered(id, accepted));
  }

  @Override
  public void closed() {
    ending = true;
    whenGone.accept(this);
    tell(new StreamEvent.Disconnected());
  }

  void tick(Instant now) {
    if (!wakeAt.isAfter(now)) {
      tell(new StreamEvent.Tick());
    }
  }

  void tell(StreamEvent event) {
    synchronized (this) {
      if (mailbox == null) {
        mailbox = new ArrayDeque<>(4);
      }
      if (mailbox.size() < CROWDED || isOfThisConnection(event)) {
        mailbox.add(event);
      } else if (!(mailbox.peekLast() instanceof StreamEvent.Woken)) {
        mailbox.add(new StreamEvent.Woken());
      }
      if (working) {
        return;
      }
      working = true;
    }
    work();
  }

  /// How many events nobody has worked off yet.
  synchronized int waiting() {
    return mailbox == null ? 0 : mailbox.size();
  }

  private static boolean isOfThisConnection(StreamEvent event) {
    return switch (event) {
      case StreamEvent.Stored _, StreamEvent.Woken _, StreamEvent.Ephemeral _, StreamEvent.Tick _ ->
          false;
      case StreamEvent.Started _,
          StreamEvent.Claimed _,
          StreamEvent.ClaimFailed _,
          StreamEvent.Retired _,
          StreamEvent.PageRead _,
          StreamEvent.ReadFailed _,
          StreamEvent.Answered _,
          StreamEvent.Acknowledged _,
          StreamEvent.AcknowledgeFailed _,
          StreamEvent.Dismissed _,
          StreamEvent.Disconnected _ ->
          true;
    };
  }

  /// Only ever run by one thread at a time: the one that found `working` false and set it, or the
  /// task that it handed the rest to.
  private void work() {
    int done = 0;
    for (StreamEvent event = next(); event != null; event = next()) {
      handle(event);
      done++;
      if (done % TURN == 0 && begin(this::work)) {
        return;
      }
    }
  }

  /// Never throws: the caller may be a sender, or the one who lets time pass for everybody.
  private void handle(StreamEvent event) {
    if (broken) {
      return;
    }
    try {
      for (StreamAction action : stream.on(event, clock.instant())) {
        perform(action);
      }
      wakeAt = stream.wakeAt();
    } catch (RuntimeException | Error e) {
      LOG.error("a connection is closed: its stream is at fault", e);
      broken = true;
      wakeAt = Instant.MAX;
      call(() -> transport.close(CloseReason.FAULT));
      closed();
    }
  }

  private synchronized @Nullable StreamEvent next() {
    StreamEvent event = mailbox == null ? null : mailbox.poll();
    if (event == null) {
      mailbox = null;
      working = false;
    }
    return event;
  }

  private void perform(StreamAction action) {
    switch (action) {
      case StreamAction.Claim() ->
          ask(() -> inboxes.claim(owner, () -> !ending), new StreamEvent.ClaimFailed());
      case StreamAction.Read read ->
          ask(() -> inboxes.read(owner, read), new StreamEvent.ReadFailed());
      case StreamAction.Acknowledge acknowledge ->
          ask(
              () -> inboxes.acknowledge(owner, acknowledge),
              new StreamEvent.AcknowledgeFailed(acknowledge.batch()));
      case StreamAction.Deliver(Delivery delivery) -> call(() -> transport.deliver(delivery));
      case StreamAction.QueueEmpty(long gaps) -> call(() -> transport.queueEmpty(gaps));
      case StreamAction.Close(CloseReason reason) -> {
        ending = true;
        call(() -> transport.close(reason));
      }
    }
  }

  /// Lets a task call the store. A fault that is not of the store's being away ends the connection.
  private void ask(Supplier<StreamEvent> call, StreamEvent otherwise) {
    Runnable task =
        () -> {
          StreamEvent result = otherwise;
          try {
            result = call.get();
          } catch (RuntimeException e) {
            LOG.error("a connection is closed: its inbox cannot be used", e);
            tell(new StreamEvent.Dismissed(CloseReason.FAULT));
          } finally {
            tell(result);
          }
        };
    if (!begin(task)) {
      tell(otherwise);
    }
  }

  /// False when the node is shutting down, or has no memory for a task.
  private boolean begin(Runnable task) {
    try {
      tasks.execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    } catch (Error e) {
      LOG.error("a task cannot be started", e);
      return false;
    }
  }

  /// A transport that fails is closed, so that its device does not wait at a socket which is given
  /// nothing any more.
  private void call(Runnable transportCall) {
    if (transportLost) {
      return;
    }
    try {
      transportCall.run();
    } catch (RuntimeException | Error e) {
      LOG.warn("a connection is given up: its transport failed", e);
      transportLost = true;
      closeLost();
      closed();
    }
  }

  private void closeLost() {
    try {
      transport.close(CloseReason.FAULT);
    } catch (RuntimeException | Error e) {
      LOG.warn("a transport that failed cannot be closed", e);
    }
  }
}
