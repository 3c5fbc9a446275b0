package org.sealpost.storage.dynamo;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.StorageBusy;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.groupcommit.Size;
import org.sealpost.storage.inboxes.InboxEntry;
import org.sealpost.storage.inboxes.InboxId;

/// Appends that wait. Each account has one transaction in flight at a time, begun at once when
/// there is none; what arrives meanwhile joins the next. Safe for any thread.
final class Appends implements AutoCloseable {
  /// Of one transaction. Three items for each envelope of an inbox of its own, and its place in the
  /// registry, are at most 100 actions for 25 devices.
  private static final Size BATCH = new Size(40, 1L << 20);

  private static final Duration LAST_PATIENCE = Duration.ofSeconds(30);

  private final Consumer<List<AppendRequest>> commit;
  private final Size most;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition drained = lock.newCondition();
  private final Map<Aci, ArrayDeque<AppendRequest>> lanes = new HashMap<>();

  /// What was submitted and is not answered yet: also what is in flight, of which there may be as
  /// many transactions as accounts.
  private Size unanswered = Size.ZERO;

  private boolean closed;

  /// @param commit answers each of the requests
  /// @param most what may wait or be in flight, in all
  Appends(Consumer<List<AppendRequest>> commit, Size most) {
    this.commit = commit;
    this.most = most;
  }

  /// @throws StorageBusy when too much waits already
  void submit(AppendRequest request) {
    lock.lock();
    try {
      if (closed) {
        throw new StorageUnavailable("the store is closed");
      }
      Size next = unanswered.plus(request.size());
      if (!unanswered.equals(Size.ZERO) && !next.fitsIn(most)) {
        throw new StorageBusy("too many appends wait for the database");
      }
      unanswered = next;
      ArrayDeque<AppendRequest> lane = lanes.get(request.account());
      if (lane != null) {
        lane.add(request);
        return;
      }
      ArrayDeque<AppendRequest> made = new ArrayDeque<>(List.of(request));
      lanes.put(request.account(), made);
      Thread _ = Thread.ofVirtual().name("append").start(() -> drain(request.account(), made));
    } finally {
      lock.unlock();
    }
  }

  private void drain(Aci account, ArrayDeque<AppendRequest> lane) {
    List<AppendRequest> batch = next(account, lane);
    while (!batch.isEmpty()) {
      try {
        commit.accept(batch);
      } catch (RuntimeException e) {
        batch.forEach(request -> request.answer().completeExceptionally(e));
      } catch (Error e) { // also out of memory: nobody may be left waiting
        StorageUnavailable fault = new StorageUnavailable("a batch failed", e);
        batch.forEach(request -> request.answer().completeExceptionally(fault));
      }
      answered(batch);
      batch = next(account, lane);
    }
  }

  private void answered(List<AppendRequest> batch) {
    lock.lock();
    try {
      for (AppendRequest request : batch) {
        unanswered = unanswered.minus(request.size());
      }
    } finally {
      lock.unlock();
    }
  }

  /// The oldest that fit together; none when the lane is empty, and gone.
  private List<AppendRequest> next(Aci account, ArrayDeque<AppendRequest> lane) {
    lock.lock();
    try {
      List<AppendRequest> batch = new ArrayList<>();
      Size taken = Size.ZERO;
      Set<InboxId> inboxes = new HashSet<>();
      while (!lane.isEmpty()) {
        AppendRequest request = lane.element();
        Size all = taken.plus(request.size());
        request.entries().stream().map(InboxEntry::inbox).forEach(inboxes::add);
        boolean fits =
            all.fitsIn(BATCH) && 2 * all.rows() + 2L * inboxes.size() <= Items.MOST_ACTIONS;
        if (!batch.isEmpty() && !fits) {
          break;
        }
        batch.add(lane.remove());
        taken = all;
      }
      if (batch.isEmpty()) {
        lanes.remove(account);
        drained.signalAll();
      }
      return batch;
    } finally {
      lock.unlock();
    }
  }

  /// Finishes what was accepted.
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      long left = LAST_PATIENCE.toNanos();
      while (!lanes.isEmpty() && left > 0) {
        left = drained.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }
}
