package org.sealpost.storage.sqlite;

import java.sql.SQLException;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread that writes. Callers hand it operations and wait; [GroupCommit] says which go
/// into one commit.
///
/// The lock guards the state machine and what it last asked for; nobody holds it while the database
/// works. Connection, transactions and checkpoints belong to the writer's thread.
final class Writer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Writer.class);

  /// What a write weighs that is one row of a few KiB.
  private static final Size SMALL = new Size(1, 4_096);

  private static final long IDLE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Sql sql;
  private final Transactions transactions;
  private final Checkpoints checkpoints;
  private final DiskRoom room;
  private final Thread thread;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final GroupCommit<WriteRequest<?>> groupCommit;
  private final Deadline wakeAt = new Deadline();
  private List<WriteRequest<?>> begun = List.of();
  private boolean finished;

  /// Takes the connection over; from now on it belongs to the new thread.
  Writer(
      Sql sql, Transactions transactions, Checkpoints checkpoints, DiskRoom room, Limits limits) {
    this.sql = sql;
    this.transactions = transactions;
    this.checkpoints = checkpoints;
    this.room = room;
    this.groupCommit = new GroupCommit<>(limits);
    this.thread = Thread.ofPlatform().name("sqlite-writer").daemon().unstarted(this::run);
    thread.start();
  }

  /// Blocks until the operation is committed, and as durable as `synchronous` makes it.
  ///
  /// @throws StorageBusy when the queue is full; nothing was written
  <T> T write(Urgency urgency, Size size, Operation<T> operation) {
    WriteRequest<T> request = new WriteRequest<>(operation);
    tell(new Event.Arrived<>(request, urgency, size));
    return Answers.await(request.answer());
  }

  /// A small write that somebody waits for.
  <T> T write(Operation<T> operation) {
    return write(Urgency.PROMPT, SMALL, operation);
  }

  private void tell(Event<WriteRequest<?>> event) {
    lock.lock();
    try {
      for (Action<WriteRequest<?>> action : groupCommit.on(event, System.nanoTime())) {
        carryOut(action);
      }
    } finally {
      lock.unlock();
    }
  }

  private void carryOut(Action<WriteRequest<?>> action) {
    switch (action) {
      case Action.Commit<WriteRequest<?>>(var requests) -> begun = requests;
      case Action.Refuse<WriteRequest<?>>(var request, var reason) -> request.fail(refusal(reason));
      case Action.WakeAt<WriteRequest<?>>(long nanos) -> wakeAt.set(nanos);
      case Action.Finish<WriteRequest<?>> _ -> finished = true;
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
    try {
      work();
    } catch (RuntimeException | Error e) { // nothing above is left to catch it
      log.error("the writer has ended; the store takes no more writes", e);
      failWaiting(new StorageUnavailable("the writer of the database has ended", e));
    } finally {
      closeConnection();
    }
  }

  private void work() {
    while (!isFinished()) {
      List<WriteRequest<?>> requests = awaitCommit();
      if (!requests.isEmpty()) {
        transactions.commit(requests);
        checkpoints.wrote();
        room.wrote(sql);
        tell(new Event.CommitEnded<>());
      }
      if (checkpoints.due().isOver(System.nanoTime())) {
        checkpoints.run();
      }
    }
    checkpoints.run();
  }

  /// Closes the queue and fails what is in it: a commit is under way, in the queue's eyes, until
  /// nothing is left.
  private void failWaiting(StorageUnavailable why) {
    lock.lock();
    try {
      tell(new Event.Closing<>());
      while (!finished) {
        begun.forEach(request -> request.fail(why));
        begun = List.of();
        tell(new Event.CommitEnded<>());
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean isFinished() {
    lock.lock();
    try {
      return finished;
    } finally {
      lock.unlock();
    }
  }

  /// The requests of the commit that was begun, or none when it is time for something else.
  private List<WriteRequest<?>> awaitCommit() {
    lock.lock();
    try {
      while (begun.isEmpty() && !finished) {
        long now = System.nanoTime();
        if (wakeAt.isOver(now)) {
          wakeAt.clear();
          tell(new Event.TimePassed<>());
        } else if (checkpoints.due().isOver(now)) {
          return List.of();
        } else {
          sleep(checkpoints.due().remaining(now, wakeAt.remaining(now, IDLE_NANOS)));
        }
      }
      List<WriteRequest<?>> requests = begun;
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

  private void closeConnection() {
    try {
      sql.close();
    } catch (SQLException e) {
      log.warn("the writing connection could not be closed", e);
    }
  }

  /// Commits what was admitted, empties the log, closes the connection; an interrupted caller waits
  /// for it too.
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
