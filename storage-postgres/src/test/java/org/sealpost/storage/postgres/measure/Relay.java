package org.sealpost.storage.postgres.measure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.storage.inboxes.InboxPage;
import org.sealpost.storage.inboxes.Position;
import org.sealpost.storage.inboxes.QueuedEnvelope;
import org.sealpost.storage.postgres.measure.Accounts.Account;
import org.sealpost.testing.postgres.PostgresServer;

/// Messages at a steady rate, each to a device that is there: appended, read behind the cursor,
/// acknowledged. Prints each minute how large the tables have become.
final class Relay {
  private static final int SENDERS = 64;

  private final Accounts accounts;
  private final PostgresServer server;
  private final ConcurrentHashMap<Account, Position> cursors = new ConcurrentHashMap<>();
  private final LongAdder relayed = new LongAdder();

  Relay(Accounts accounts, PostgresServer server) {
    this.accounts = accounts;
    this.server = server;
  }

  void run(int perSecond, Duration during) throws Exception {
    long begin = System.nanoTime();
    long end = begin + during.toNanos();
    long pause = SENDERS * 1_000_000_000L / perSecond;
    List<Future<?>> senders = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < SENDERS; i++) {
        senders.add(
            threads.submit(() -> {
              long next = begin + ThreadLocalRandom.current().nextLong(pause);
              while (System.nanoTime() < end) {
                LockSupport.parkNanos(next - System.nanoTime());
                next += pause;
                relay(accounts.any());
              }
            }));
      }
      long last = 0;
      for (int minute = 1; System.nanoTime() < end; minute++) {
        LockSupport.parkNanos(begin + minute * 60_000_000_000L - System.nanoTime());
        long now = relayed.sum();
        System.out.printf(
            "minute %2d: %5.0f relayed/s, %s%n", minute, (now - last) / 60.0, size(server));
        last = now;
      }
      for (Future<?> sender : senders) {
        Object _ = sender.get();
      }
    }
  }

  /// One device has one reader: a second message for it meanwhile is read with the first.
  private void relay(Account account) {
    EnvelopeId _ = accounts.append(account);
    cursors.compute(
        account,
        (_, cursor) -> {
          InboxPage page = accounts.read(account, cursor == null ? Position.START : cursor);
          if (page.envelopes().isEmpty()) {
            return cursor == null ? Position.START : cursor;
          }
          int _ =
              accounts.acknowledge(
                  account, page.envelopes().stream().map(QueuedEnvelope::id).toList());
          return page.envelopes().getLast().position();
        });
    relayed.increment();
  }

  static long deadRows(PostgresServer server) {
    return Long.parseLong(
        server
            .ask(
                """
                select coalesce(sum(pg_stat_get_dead_tuples(inhrelid)), 0)
                  from pg_inherits where inhparent = 'sealpost.envelope'::regclass
                """)
            .getFirst());
  }

  static String size(PostgresServer server) {
    return server
        .ask(
            """
            select format('envelopes: %s MB of tables, %s MB of indexes, %s live and %s dead rows; counted: %s MB',
                sum(pg_table_size(oid)) / 1000000, sum(pg_indexes_size(oid)) / 1000000,
                sum(pg_stat_get_live_tuples(oid)), sum(pg_stat_get_dead_tuples(oid)),
                (select pg_total_relation_size('sealpost.counted') / 1000000))
              from pg_class where oid in (select inhrelid from pg_inherits where inhparent = 'sealpost.envelope'::regclass)
            """)
        .getFirst();
  }
}
