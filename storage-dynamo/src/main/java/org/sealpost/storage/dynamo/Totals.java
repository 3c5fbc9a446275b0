package org.sealpost.storage.dynamo;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.sealpost.storage.StorageBusy;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.inboxes.InboxTotals;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Counts of envelopes. Each is counted in this node's memory right behind its commit, and added to
/// one of a few items every second and at the end: in the same transaction it would cost two units
/// for every message, and all senders would meet at these items. So what a node counted in its last
/// second is lost with a node that is killed, and a count whose answer was lost is not repeated.
/// Safe for any thread.
final class Totals implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Totals.class);
  private static final int SHARDS = 16;

  private enum Count {
    ACCEPTED("accepted"),
    ACKNOWLEDGED("acked"),
    EXPIRED("expired"),
    PURGED("purged"),
    LEFT_OUT("leftout");

    private final String attribute;

    Count(String attribute) {
      this.attribute = attribute;
    }
  }

  private final Items items;
  private final ItemKey own;
  private final Map<Count, AtomicLong> counts = new EnumMap<>(Count.class);
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("totals").factory());

  Totals(Items items) {
    this.items = items;
    this.own = shard(ThreadLocalRandom.current().nextInt(SHARDS));
    for (Count count : Count.values()) {
      counts.put(count, new AtomicLong());
    }
    var _ = timer.scheduleWithFixedDelay(this::flushQuietly, 1, 1, TimeUnit.SECONDS);
  }

  private static ItemKey shard(int shard) {
    return Layout.registryItem(Layout.registry("totals"), Attr.key(shard));
  }

  private AtomicLong counter(Count count) {
    return counts.computeIfAbsent(count, _ -> new AtomicLong());
  }

  void accepted(long more) {
    counter(Count.ACCEPTED).addAndGet(more);
  }

  void acknowledged(long more) {
    counter(Count.ACKNOWLEDGED).addAndGet(more);
  }

  void expired(long more) {
    counter(Count.EXPIRED).addAndGet(more);
  }

  void purged(long more) {
    counter(Count.PURGED).addAndGet(more);
  }

  void leftOut(long more) {
    counter(Count.LEFT_OUT).addAndGet(more);
  }

  private void flushQuietly() {
    try {
      flush();
    } catch (StorageUnavailable e) {
      log.warn("counts of envelopes were not kept: {}", e.getMessage());
    } catch (RuntimeException e) {
      log.warn("counts of envelopes were not kept: {}", e.getClass().getSimpleName());
    }
  }

  /// One at a time, so that nobody reads the sum while a part of it is nowhere.
  private synchronized void flush() {
    Map<Count, Long> taken = new EnumMap<>(Count.class);
    counts.forEach((count, value) -> {
      long part = value.getAndSet(0);
      if (part != 0) {
        taken.put(count, part);
      }
    });
    if (taken.isEmpty()) {
      return;
    }
    StringBuilder additions = new StringBuilder("ADD ");
    for (Count count : taken.keySet()) {
      additions.append(additions.length() > 4 ? ", " : "");
      additions.append(count.attribute).append(" :").append(count.attribute);
    }
    Write write = Write.update(own, additions.toString());
    taken.forEach((count, part) -> write.with(count.attribute, part));
    try {
      items.add(write);
    } catch (StorageBusy e) { // nothing was written
      taken.forEach((count, part) -> counter(count).addAndGet(part));
      throw e;
    }
  }

  synchronized InboxTotals read() {
    flush();
    return sum(items);
  }

  /// What all nodes have added.
  static InboxTotals sum(Items items) {
    Map<Count, Long> sums = new EnumMap<>(Count.class);
    boolean _ =
        items.query(
            Layout.registry(Layout.registry("totals")),
            item -> {
              for (Count count : Count.values()) {
                sums.merge(count, item.maybeNumber(count.attribute).orElse(0L), Long::sum);
              }
              return true;
            });
    return new InboxTotals(
        sums.getOrDefault(Count.ACCEPTED, 0L),
        sums.getOrDefault(Count.ACKNOWLEDGED, 0L),
        sums.getOrDefault(Count.EXPIRED, 0L),
        sums.getOrDefault(Count.PURGED, 0L),
        sums.getOrDefault(Count.LEFT_OUT, 0L));
  }

  /// Of a store that is being filled.
  static Write put(InboxTotals totals) {
    return Write.put(shard(0))
        .set(Count.ACCEPTED.attribute, totals.accepted())
        .set(Count.ACKNOWLEDGED.attribute, totals.acknowledged())
        .set(Count.EXPIRED.attribute, totals.expired())
        .set(Count.PURGED.attribute, totals.purged())
        .set(Count.LEFT_OUT.attribute, totals.leftOut());
  }

  @Override
  public void close() {
    timer.shutdown();
    flushQuietly();
  }
}
