package org.sealpost.storage.postgres;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.storage.Storage;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.inboxes.InboxPage;
import org.sealpost.storage.inboxes.Placed;
import org.sealpost.storage.inboxes.Position;
import org.sealpost.storage.inboxes.QueuedEnvelope;

/// Senders, each to an inbox of its own and one envelope after the other, tried until it is
/// accepted; and a reader for each, as a stream is one: it follows by cursor, begins again at the
/// oldest whenever the store was away, and removes a part of what it has seen.
final class Traffic implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(5);

  /// One sender, its inbox, and its reader. The lists belong to the thread of each until they
  /// ended.
  private static final class Line {
    final Sample sample;
    final List<EnvelopeId> accepted = new ArrayList<>();
    final Set<EnvelopeId> tried = new HashSet<>();

    /// One list for each time the reader began.
    final List<List<QueuedEnvelope>> readings = new ArrayList<>();

    final Set<EnvelopeId> removed = new HashSet<>();

    Line(Sample sample) {
      this.sample = sample;
    }
  }

  private final Storage storage;
  private final List<Line> lines = new ArrayList<>();
  private final List<Future<?>> running = new ArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private volatile boolean over;

  private Traffic(Storage storage) {
    this.storage = storage;
  }

  static Traffic start(Storage storage, int senders) {
    Traffic traffic = new Traffic(storage);
    for (int i = 0; i < senders; i++) {
      traffic.lines.add(new Line(Sample.create(storage)));
    }
    for (Line line : traffic.lines) {
      traffic.running.add(traffic.threads.submit(() -> traffic.send(line)));
      traffic.running.add(traffic.threads.submit(() -> traffic.read(line)));
    }
    return traffic;
  }

  static Placed appendUntilAccepted(Sample sample, Storage storage, EnvelopeId id) {
    while (true) {
      try {
        return sample.append(storage, id);
      } catch (StorageUnavailable e) {
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  private void send(Line line) {
    while (!over) {
      EnvelopeId id = Sample.id();
      line.tried.add(id);
      boolean done = false;
      while (!done && !over) {
        try {
          line.sample.append(storage, id);
          line.accepted.add(id);
          accepted.incrementAndGet();
          done = true;
        } catch (StorageUnavailable e) {
          refused.incrementAndGet();
          LockSupport.parkNanos(PAUSE.toNanos());
        }
      }
    }
  }

  private void read(Line line) {
    Position cursor = Position.START;
    line.readings.add(new ArrayList<>());
    while (!over) {
      try {
        InboxPage page = storage.inboxes().read(line.sample.inbox(), cursor, 20, 1 << 20);
        line.readings.getLast().addAll(page.envelopes());
        if (page.envelopes().isEmpty()) {
          LockSupport.parkNanos(PAUSE.toNanos());
        } else {
          cursor = page.envelopes().getLast().position();
          List<EnvelopeId> taken =
              page.envelopes().stream()
                  .map(QueuedEnvelope::id)
                  .filter(id -> id.uuid().hashCode() % 4 == 0)
                  .toList();
          line.removed.addAll(taken); // a failure leaves open whether they are
          storage.inboxes().acknowledge(line.sample.inbox(), taken);
        }
      } catch (StorageUnavailable e) {
        cursor = Position.START;
        line.readings.add(new ArrayList<>());
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  int accepted() {
    return accepted.get();
  }

  void awaitAccepted(int count) {
    await(() -> accepted.get() >= count);
  }

  int refused() {
    return refused.get();
  }

  /// Until a sender has noticed that the store is away.
  ///
  /// @param before how many were refused while it was there
  void awaitRefused(int before) {
    await(() -> refused.get() > before);
  }

  private void await(java.util.function.BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      running.stream().filter(Future::isDone).findFirst().ifPresent(Traffic::join);
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private static void join(Future<?> part) {
    try {
      part.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }

  void stop() {
    over = true;
    running.forEach(Traffic::join);
  }

  /// What was promised and is not so; after [#stop].
  List<String> broken() {
    List<String> broken = new ArrayList<>();
    for (Line line : lines) {
      List<QueuedEnvelope> left =
          storage
              .inboxes()
              .read(line.sample.inbox(), Position.START, 100_000, 1L << 40)
              .envelopes();
      line.readings.add(left);
      Map<EnvelopeId, Position> shown = new HashMap<>();
      for (List<QueuedEnvelope> reading : line.readings) {
        check(line, reading, shown, broken);
      }
      Set<EnvelopeId> there = new HashSet<>(left.stream().map(QueuedEnvelope::id).toList());
      line.accepted.stream()
          .filter(id -> !there.contains(id) && !line.removed.contains(id))
          .forEach(id -> broken.add("accepted, and lost: number " + line.accepted.indexOf(id)));
    }
    return broken;
  }

  /// One reading: in the order of sending, nothing skipped that was there, no position below the
  /// one that the same envelope had before.
  private static void check(
      Line line,
      List<QueuedEnvelope> reading,
      Map<EnvelopeId, Position> shown,
      List<String> broken) {
    Position last = Position.START;
    int lastNumber = -1;
    for (QueuedEnvelope envelope : reading) {
      if (!envelope.position().isAfter(last)) {
        broken.add("a position that does not grow");
      }
      last = envelope.position();
      Position before = shown.put(envelope.id(), envelope.position());
      if (before != null && before.isAfter(envelope.position())) {
        broken.add("a position that went back");
      }
      int number = line.accepted.indexOf(envelope.id());
      if (number < 0 && !line.tried.contains(envelope.id())) {
        broken.add("an envelope that nobody sent");
      }
      for (int skipped = lastNumber + 1; number >= 0 && skipped < number; skipped++) {
        if (!line.removed.contains(line.accepted.get(skipped))) {
          broken.add("skipped: number " + skipped + " before number " + number);
        }
      }
      if (number >= 0 && number < lastNumber) {
        broken.add("out of order: number " + number + " behind number " + lastNumber);
      }
      lastNumber = Math.max(number, lastNumber);
    }
  }

  String figures() {
    return "%d accepted, %d calls failed meanwhile, %d readings begun"
        .formatted(
            accepted.get(),
            refused.get(),
            lines.stream().mapToInt(line -> line.readings.size()).sum());
  }

  @Override
  public void close() {
    over = true;
    threads.close();
  }
}
