package org.sealpost.core.devices;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.sealpost.core.accounts.RetiredDevices;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.inboxes.InboxId;

/// Callers that wait until something of their account changes. Bounded: of one account the newest
/// few wait, and one more lets the oldest go; in all so many, and one more is refused. Whoever is
/// let go looks once more and answers what it finds. Whose device is over waits for nothing. Safe
/// for any number of threads.
public final class LinkWaits implements RetiredDevices {
  private final int maxOfAccount;
  private final Semaphore places;

  /// Guarded by itself, with `draining`.
  private final Map<Aci, Deque<Wait>> waiting = new HashMap<>();

  private boolean draining;

  public LinkWaits(int maxOfAccount, int maxInAll) {
    this.maxOfAccount = maxOfAccount;
    this.places = new Semaphore(maxInAll);
  }

  /// A place among those who wait, until it is closed. For one thread.
  final class Wait implements AutoCloseable {
    private final Aci account;
    private final InboxId caller;
    private final Semaphore signals = new Semaphore(0);
    private volatile boolean over;

    private Wait(Aci account, InboxId caller) {
      this.account = account;
      this.caller = caller;
    }

    /// Blocks until something changed or it is over, at most so long.
    void await(long nanos) throws InterruptedException {
      if (signals.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
        signals.drainPermits();
      }
    }

    /// Whether it was let go.
    boolean isOver() {
      return over;
    }

    private void end() {
      over = true;
      signals.release();
    }

    @Override
    public void close() {
      synchronized (waiting) {
        Deque<Wait> others = waiting.get(account);
        if (others != null && others.remove(this) && others.isEmpty()) {
          waiting.remove(account);
        }
      }
      places.release();
    }
  }

  /// Empty when too many wait already.
  ///
  /// @param caller of the device that waits
  Optional<Wait> enter(Aci account, InboxId caller) {
    if (!places.tryAcquire()) {
      return Optional.empty();
    }
    Wait wait = new Wait(account, caller);
    synchronized (waiting) {
      Deque<Wait> others = waiting.computeIfAbsent(account, _ -> new ArrayDeque<>());
      others.addLast(wait);
      if (others.size() > maxOfAccount) {
        others.removeFirst().end();
      }
      if (draining) {
        wait.end();
      }
    }
    return Optional.of(wait);
  }

  /// Something of the account changed, or may have.
  void changed(Aci account) {
    synchronized (waiting) {
      waiting.getOrDefault(account, new ArrayDeque<>()).forEach(wait -> wait.signals.release());
    }
  }

  @Override
  public void retired(Collection<InboxId> inboxes) {
    synchronized (waiting) {
      waiting
          .values()
          .forEach(waits ->
              waits.stream().filter(wait -> inboxes.contains(wait.caller)).forEach(Wait::end));
    }
  }

  /// Lets all go, now and from now on: the server stops.
  public void drain() {
    synchronized (waiting) {
      draining = true;
      waiting.values().forEach(waits -> waits.forEach(Wait::end));
    }
  }

  /// How many wait.
  public int count() {
    synchronized (waiting) {
      return waiting.values().stream().mapToInt(Deque::size).sum();
    }
  }
}
