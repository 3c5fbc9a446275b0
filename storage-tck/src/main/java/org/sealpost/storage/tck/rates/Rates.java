package org.sealpost.storage.tck.rates;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.storage.Storage;
import org.sealpost.storage.inboxes.InboxPage;
import org.sealpost.storage.inboxes.Position;
import org.sealpost.storage.inboxes.QueuedEnvelope;

/// Prints how many envelopes of 1 KiB a store appends, reads and acknowledges a second, each row as
/// long as it is told, in the form of the tables in the documents.
public final class Rates {
  /// The rows of every table.
  private static final int[] CALLERS = {1, 8, 64};

  /// What a device is read at once, and answers at once.
  private static final int PAGE = 100;

  private static final int PAGE_BYTES = 1 << 20;

  /// Of one inbox.
  private static final int MOST_ANSWERS = 500;

  private final Storage storage;
  private final Duration each;
  private final PrintStream out;
  private final List<MeasuredInbox> inboxes = new ArrayList<>();

  private Rates(Storage storage, Duration each, PrintStream out) {
    this.storage = storage;
    this.each = each;
    this.out = out;
  }

  /// Measures an empty store.
  ///
  /// @param inboxes how many there are: fewer for a store that makes a hundred writes a second
  /// @param backlog envelopes that one device drains at the end
  public static void print(
      Storage storage, int inboxes, int backlog, Duration each, PrintStream out) {
    Rates rates = new Rates(storage, each, out);
    rates.createInboxes(inboxes);
    Rate _ = Rate.of("warming up", 64, each, () -> rates.any().append(1));
    out.println("| what, callers | a second | p50 | p99 |");
    out.println("|---|---|---|---|");
    for (int callers : CALLERS) {
      rates.line(Rate.of("append", callers, each, () -> rates.any().append(1)));
    }
    for (int callers : CALLERS) {
      rates.line(Rate.of("read a page of 100", callers, each, rates::readOne));
    }
    for (int callers : CALLERS) {
      rates.acknowledge(callers);
    }
    rates.drain(backlog);
  }

  private void line(Rate rate) {
    out.println(rate.row());
    out.flush();
  }

  private void createInboxes(int count) {
    for (int i = 0; i < count; i++) {
      inboxes.add(MeasuredInbox.create(storage));
    }
  }

  private MeasuredInbox any() {
    return inboxes.get(ThreadLocalRandom.current().nextInt(inboxes.size()));
  }

  private void readOne() {
    InboxPage _ = storage.inboxes().read(any().inbox(), Position.START, PAGE, PAGE_BYTES);
  }

  /// Envelopes that were read before, each answered by itself, as live ones are.
  private void acknowledge(int callers) {
    ConcurrentLinkedQueue<Runnable> answers = new ConcurrentLinkedQueue<>();
    for (MeasuredInbox inbox : inboxes) {
      InboxPage page =
          storage.inboxes().read(inbox.inbox(), Position.START, MOST_ANSWERS, PAGE_BYTES);
      for (EnvelopeId id : ids(page)) {
        answers.add(() -> {
          int _ = storage.inboxes().acknowledge(inbox.inbox(), List.of(id));
        });
      }
    }
    // Appends go on beside them, as acknowledgements ride with their commits.
    try (ExecutorService others = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Rate> appends = others.submit(() -> Rate.of("beside", 8, each, () -> any().append(1)));
      Rate rate =
          Rate.of(
              "acknowledge, beside 8 that append",
              callers,
              each,
              () -> {
                Runnable answer = answers.poll();
                if (answer == null) {
                  throw new IllegalStateException("there is nothing left to acknowledge");
                }
                answer.run();
              });
      line(rate);
      Rate _ = done(appends);
    }
  }

  private static <T> T done(Future<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a call failed", e.getCause());
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static List<EnvelopeId> ids(InboxPage page) {
    return page.envelopes().stream().map(QueuedEnvelope::id).toList();
  }

  /// One device's backlog, read by pages and acknowledged behind them.
  private void drain(int backlog) {
    MeasuredInbox device = MeasuredInbox.create(storage);
    for (int left = backlog; left > 0; left -= MeasuredInbox.MOST_AT_ONCE) {
      device.append(Math.min(left, MeasuredInbox.MOST_AT_ONCE));
    }
    long begin = System.nanoTime();
    long read = 0;
    List<Future<Integer>> answers = new ArrayList<>();
    try (ExecutorService acknowledgers = Executors.newVirtualThreadPerTaskExecutor()) {
      Position cursor = Position.START;
      for (boolean more = true; more; ) {
        InboxPage page = storage.inboxes().read(device.inbox(), cursor, 200, PAGE_BYTES);
        List<EnvelopeId> ids = ids(page);
        answers.add(acknowledgers.submit(() -> storage.inboxes().acknowledge(device.inbox(), ids)));
        cursor = page.envelopes().getLast().position();
        more = page.more();
      }
      read = System.nanoTime();
    }
    int removed = answers.stream().mapToInt(Rates::done).sum();
    out.printf(
        "One device's backlog of %d: read in %.0f ms, gone after %.0f ms.%n",
        removed, (read - begin) / 1e6, (System.nanoTime() - begin) / 1e6);
  }
}
