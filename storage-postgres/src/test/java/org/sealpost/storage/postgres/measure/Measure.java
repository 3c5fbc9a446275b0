package org.sealpost.storage.postgres.measure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.storage.Storage;
import org.sealpost.storage.inboxes.InboxPage;
import org.sealpost.storage.inboxes.Position;
import org.sealpost.storage.inboxes.QueuedEnvelope;
import org.sealpost.storage.postgres.PostgresConfig;
import org.sealpost.storage.postgres.PostgresStorage;
import org.sealpost.storage.postgres.measure.Accounts.Account;
import org.sealpost.testing.postgres.PostgresServer;

/// Rates of append, read and acknowledge at 1, 8 and 64 callers, each beside pgbench with the same
/// function calls on the same server; and the same after minutes of steady relay with an old
/// snapshot held open.
///
/// Arguments: a folder on the disk that is to be measured, seconds for each row, minutes of relay
/// (0 for none), messages a second of it.
public final class Measure {
  private static final int[] CALLERS = {1, 8, 64};
  private static final int QUEUED_IN_EACH = 50;
  private static final int BACKLOG = 10_000;

  private final PostgresServer server;
  private final Accounts accounts;
  private final Pgbench pgbench;
  private final Duration each;

  private Measure(PostgresServer server, Storage storage, Path folder, Duration each)
      throws Exception {
    this.server = server;
    this.accounts = new Accounts(storage);
    this.pgbench = new Pgbench(server, folder);
    this.each = each;
  }

  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory(Path.of(arguments[0]), "measure");
    Duration each = Duration.ofSeconds(Long.parseLong(arguments[1]));
    Duration relay = Duration.ofMinutes(Long.parseLong(arguments[2]));
    int perSecond = Integer.parseInt(arguments[3]);
    try (PostgresServer server = PostgresServer.create(folder.resolve("data"))) {
      server.start(
          Map.of("shared_buffers", "256MB", "max_wal_size", "4GB", "max_connections", "100"));
      try (Storage storage =
          PostgresStorage.open(PostgresConfig.at(server.url("postgres"), PostgresServer.USER))) {
        Measure measure = new Measure(server, storage, folder, each);
        measure.rates();
        measure.ceilings();
        for (int i = 0; i < 3; i++) {
          measure.drain(i);
        }
        if (relay.isPositive()) {
          measure.relay(perSecond, relay);
        }
      }
    }
  }

  private void rates() throws Exception {
    Load.measure("(warming up)", 64, each, () -> accounts.append(accounts.any()));
    for (int callers : CALLERS) {
      Load.measure("append", callers, each, () -> accounts.append(accounts.any()));
    }
    empty();
    fill();
    for (int callers : CALLERS) {
      Load.measure(
          "read 50 of the oldest",
          callers,
          each,
          () -> accounts.read(accounts.any(), Position.START));
    }
    for (int callers : CALLERS) {
      acknowledge(callers);
    }
  }

  private void ceilings() throws Exception {
    server.execute(
        "drop table if exists bare",
        "create table bare (id uuid primary key, body bytea not null)");
    for (int callers : CALLERS) {
      pgbench.measure("insert, nothing else", Pgbench.bareInsert(), callers, each);
    }
    for (int callers : CALLERS) {
      pgbench.measure("batch, 1 envelope", Pgbench.append(1), callers, each);
    }
    pgbench.measure("batch, 64 envelopes", Pgbench.append(64), 1, each);
    empty();
    fill();
    for (int callers : CALLERS) {
      pgbench.measure("read_page, 50 envelopes", Pgbench.read(), callers, each);
    }
    for (int callers : CALLERS) {
      pgbench.measure("batch, 1 acknowledgement", Pgbench.acknowledge(), callers, each);
    }
  }

  private void empty() {
    server.execute("truncate sealpost.envelope", "checkpoint");
  }

  private void fill() throws Exception {
    together(
        64,
        accounts.all().stream()
            .<Runnable>map(account ->
                () -> {
                  for (int i = 0; i < QUEUED_IN_EACH; i++) {
                    EnvelopeId _ = accounts.append(account);
                  }
                })
            .toList());
    server.execute("analyze sealpost.envelope");
  }

  private static void together(int threads, List<Runnable> tasks) throws Exception {
    List<Future<?>> running = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      tasks.forEach(task -> running.add(pool.submit(task)));
    }
    for (Future<?> each : running) {
      Object _ = each.get();
    }
  }

  /// One envelope in each, beside 8 callers that append: an acknowledgement waits for a commit that
  /// it rides with, and alone for 200 ms.
  private void acknowledge(int callers) throws Exception {
    record Queued(Account account, EnvelopeId id) {}
    ConcurrentLinkedQueue<Queued> queued = new ConcurrentLinkedQueue<>();
    AtomicBoolean over = new AtomicBoolean();
    try (ExecutorService appending = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 8; i++) {
        Future<?> _ =
            appending.submit(() -> {
              while (!over.get()) {
                Account account = accounts.any();
                queued.add(new Queued(account, accounts.append(account)));
              }
            });
      }
      while (queued.size() < 10_000) {
        Thread.onSpinWait();
      }
      try {
        Load.measure(
            "acknowledge beside 8 that append",
            callers,
            each,
            () -> {
              Queued one = queued.poll();
              while (one == null) {
                LockSupport.parkNanos(100_000); // the devices are faster than the senders
                one = queued.poll();
              }
              int _ = accounts.acknowledge(one.account(), List.of(one.id()));
            });
      } finally {
        over.set(true);
      }
    }
  }

  /// One device's backlog between those of others, read by pages and acknowledged behind them.
  private void drain(int number) throws Exception {
    Account account = number == 0 ? accounts.another() : Account.of(Accounts.COUNT + 1);
    together(
        64,
        Collections.nCopies(
            BACKLOG,
            () -> {
              EnvelopeId _ = accounts.append(account);
              EnvelopeId _ = accounts.append(accounts.any());
            }));
    long begin = System.nanoTime();
    long readNanos = 0;
    int shown = 0;
    List<Future<Integer>> answers = new ArrayList<>();
    try (ExecutorService acknowledgers = Executors.newVirtualThreadPerTaskExecutor()) {
      Position cursor = Position.START;
      for (boolean more = true; more; ) {
        long beginRead = System.nanoTime();
        InboxPage page = accounts.read(account, cursor);
        readNanos += System.nanoTime() - beginRead;
        List<EnvelopeId> ids = page.envelopes().stream().map(QueuedEnvelope::id).toList();
        answers.add(acknowledgers.submit(() -> accounts.acknowledge(account, ids)));
        cursor = page.envelopes().getLast().position();
        shown += ids.size();
        more = page.more();
      }
      while (!answers.stream().allMatch(Future::isDone)) {
        EnvelopeId _ = accounts.append(accounts.any()); // other traffic, with which they ride
      }
    }
    System.out.printf(
        "drain of %d x 1 KiB: %.0f ms, of which reading %.0f ms, load %s%n",
        shown, (System.nanoTime() - begin) / 1e6, readNanos / 1e6, Load.average());
  }

  /// A snapshot from before it all: nothing that is removed meanwhile can be vacuumed.
  private void relay(int perSecond, Duration during) throws Exception {
    empty();
    System.out.println("before the relay: " + Relay.size(server));
    try (Connection old =
            DriverManager.getConnection(server.url("postgres"), PostgresServer.USER, "");
        Statement statement = old.createStatement()) {
      old.setAutoCommit(false);
      old.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      statement.execute("select count(*) from sealpost.envelope");
      new Relay(accounts, server).run(perSecond, during);
      System.out.println("with the old snapshot still open:");
      rows();
      System.out.println("  " + Relay.size(server));
      old.rollback();
    }
    long released = System.nanoTime();
    while (Long.parseLong(
            server
                .ask(
                    """
                    select sum(n_dead_tup) from pg_stat_user_tables
                      where relname like 'envelope\\_%' or relname = 'counted'
                    """)
                .getFirst())
        > 16 * 4_000) {
      EnvelopeId _ = accounts.append(accounts.any());
    }
    System.out.printf(
        "%.0f s after the snapshot was let go, autovacuum has removed what was dead:%n",
        (System.nanoTime() - released) / 1e9);
    rows();
    System.out.println("  " + Relay.size(server));
  }

  private void rows() throws Exception {
    for (int callers : CALLERS) {
      Load.measure("  append", callers, each, () -> accounts.append(accounts.any()));
    }
    for (int callers : CALLERS) {
      Load.measure(
          "  read of the oldest",
          callers,
          each,
          () -> accounts.read(accounts.any(), Position.START));
    }
    for (int callers : CALLERS) {
      acknowledge(callers);
    }
  }
}
