package org.sealpost.storage.postgres;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.sealpost.storage.StorageBusy;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.groupcommit.Action;
import org.sealpost.storage.groupcommit.Event;
import org.sealpost.storage.groupcommit.GroupCommit;
import org.sealpost.storage.groupcommit.Limits;
import org.sealpost.storage.groupcommit.Size;
import org.sealpost.storage.groupcommit.Urgency;
import org.sealpost.storage.inboxes.InboxLimits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gathers appends and acknowledgements into batches, of which one is in flight. Callers wait;
/// [GroupCommit] says what goes into which batch.
///
/// The lock guards the state machine and what it last asked for; nobody holds it while the database
/// works. What the node knows of inboxes belongs to the writer's thread.
final class BatchWriter implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BatchWriter.class);

  private static final long IDLE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Database database;
  private final InboxLimits inboxLimits;
  private final Clock clock;
  private final KnownInboxes known = new KnownInboxes();
  private final Thread thread;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final GroupCommit<BatchRequest> groupCommit;
  private boolean waking;
  private long wakeAtNanos;
  private List<BatchRequest> begun = List.of();
  private boolean finished;

  BatchWriter(Database database, Limits limits, InboxLimits inboxLimits, Clock clock) {
    this.database = database;
    this.inboxLimits = inboxLimits;
    this.clock = clock;
    this.groupCommit = new GroupCommit<>(limits);
    this.thread = Thread.ofPlatform().name("postgres-writer").daemon().unstarted(this::run);
    thread.start();
  }

  /// The request has its answer when its batch is committed, or at once when the queue is full.
  void submit(BatchRequest request, Urgency urgency, Size size) {
    tell(new Event.Arrived<>(request, urgency, size));
  }

  private void tell(Event<BatchRequest> event) {
    lock.lock();
    try {
      for (Action<BatchRequest> action : groupCommit.on(event, System.nanoTime())) {
        carryOut(action);
      }
    } finally {
      lock.unlock();
    }
  }

  private void carryOut(Action<BatchRequest> action) {
    switch (action) {
      case Action.Commit<BatchRequest>(var requests) -> begun = requests;
      case Action.Refuse<BatchRequest>(var request, var reason) -> request.fail(refusal(reason));
      case Action.WakeAt<BatchRequest>(long nanos) -> {
        waking = true;
        wakeAtNanos = nanos;
      }
      case Action.Finish<BatchRequest> _ -> finished = true;
    }
    changed.signal();
  }

  private static RuntimeException refusal(Action.Reason reason) {
    return switch (reason) {
      case BUSY -> new StorageBusy("too many writes wait for the database");
      case CLOSED -> new StorageUnavailable("the store is closed");
    };
  }

  private void run() {
    List<BatchRequest> requests = awaitBatch();
    while (!requests.isEmpty()) {
      commit(requests);
      tell(new Event.CommitEnded<>());
      requests = awaitBatch();
    }
  }

  /// Every request has its answer afterwards.
  private void commit(List<BatchRequest> requests) {
    try {
      Batch batch = new Batch(requests);
      Instant now = clock.instant();
      BatchResult result = database.writeBatch(sql -> batch.run(sql, known, inboxLimits, now));
      new BatchAnswers(batch, result, known).give();
    } catch (RuntimeException e) {
      fail(requests, e);
    } catch (Error e) { // also out of memory: nobody may be left waiting
      fail(requests, new StorageUnavailable("a batch failed", e));
    }
  }

  private void fail(List<BatchRequest> requests, RuntimeException why) {
    log.warn("a batch was not confirmed: {}", why.getMessage());
    known.forget();
    requests.forEach(request -> request.fail(why));
  }

  /// The requests of the batch that was begun; none when there will be no more.
  private List<BatchRequest> awaitBatch() {
    lock.lock();
    try {
      while (begun.isEmpty() && !finished) {
        long now = System.nanoTime();
        if (waking && now - wakeAtNanos >= 0) {
          waking = false;
          tell(new Event.TimePassed<>());
        } else {
          sleep(waking ? wakeAtNanos - now : IDLE_NANOS);
        }
      }
      List<BatchRequest> requests = begun;
      begun = List.of();
      return requests;
    } finally {
      lock.unlock();
    }
  }

  @SuppressWarnings("WaitNotInLoop") // the loop is the caller's
  private void sleep(long nanos) {
    try {
      long _ = changed.awaitNanos(nanos);
    } catch (InterruptedException e) {
      log.warn("the writer's thread was interrupted; it goes on");
    }
  }

  /// Commits what was admitted; an interrupted caller waits for it too.
  @Override
  public void close() {
    tell(new Event.Closing<>());
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
