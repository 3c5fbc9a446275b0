package org.sealpost.storage.postgres.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
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
import org.sealpost.storage.inboxes.Position;
import org.sealpost.storage.postgres.PostgresConfig;
import org.sealpost.storage.postgres.PostgresStorage;
import org.sealpost.storage.postgres.measure.Accounts.Account;
import org.sealpost.storage.tck.rates.Rate;
import org.sealpost.storage.tck.rates.Rates;
import org.sealpost.testing.postgres.PostgresServer;

/// Rates of append, read and acknowledge; beside them pgbench with the same function calls on the
/// same server; and the rates after minutes of steady relay with an old snapshot held open.
///
/// Arguments: a folder on the disk that is to be measured, seconds for each row, minutes of relay
/// (0 for none), messages a second of it.
public final class Measure {
  private static final int[] CALLERS = {1, 8, 64};
  private static final int INBOXES = 1_000;
  private static final int BACKLOG = 10_000;
  private static final int QUEUED_IN_EACH = 50;

  private final PostgresServer server;
  private final Accounts accounts;
  private final Duration each;

  private Measure(PostgresServer server, Accounts accounts, Duration each) {
    this.server = server;
    this.accounts = accounts;
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
        say("the store");
        Rates.print(storage, INBOXES, BACKLOG, each, System.out);
        Measure measure = new Measure(server, new Accounts(storage), each);
        measure.ceilings(new Pgbench(server, folder, each));
        if (relay.isPositive()) {
          measure.relay(perSecond, relay);
        }
      }
    }
  }

  /// With the machine's load over the last minute: what else ran.
  private static void say(String what) throws IOException {
    System.out.printf(
        "%n%s (load %s)%n", what, Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0]);
  }

  private void ceilings(Pgbench pgbench) throws Exception {
    say("pgbench on the same server");
    server.execute("create table bare (id uuid primary key, body bytea not null)");
    for (int callers : CALLERS) {
      pgbench.measure("insert, nothing else", Pgbench.bareInsert(), callers);
    }
    for (int callers : CALLERS) {
      pgbench.measure("batch, 1 envelope", Pgbench.append(1), callers);
    }
    pgbench.measure("batch, 64 envelopes", Pgbench.append(64), 1);
    empty();
    fill();
    for (int callers : CALLERS) {
      pgbench.measure("read_page, 50 envelopes", Pgbench.read(), callers);
    }
    for (int callers : CALLERS) {
      pgbench.measure("batch, 1 acknowledgement", Pgbench.acknowledge(), callers);
    }
    server.execute("drop table bare");
  }

  private void empty() {
    server.execute("truncate sealpost.envelope", "checkpoint");
  }

  private void fill() throws Exception {
    try (ExecutorService pool = Executors.newFixedThreadPool(64)) {
      for (Account account : accounts.all()) {
        Future<?> _ =
            pool.submit(() -> {
              for (int i = 0; i < QUEUED_IN_EACH; i++) {
                EnvelopeId _ = accounts.append(account);
              }
            });
      }
    }
    server.execute("analyze sealpost.envelope");
  }

  /// A snapshot from before it all: nothing that is removed meanwhile can be vacuumed.
  private void relay(int perSecond, Duration during) throws Exception {
    empty();
    say("relay at %d/s, before: %s".formatted(perSecond, Relay.size(server)));
    try (Connection old =
            DriverManager.getConnection(server.url("postgres"), PostgresServer.USER, "");
        Statement statement = old.createStatement()) {
      old.setAutoCommit(false);
      old.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      statement.execute("select count(*) from sealpost.envelope");
      new Relay(accounts, server).run(perSecond, during);
      say("with the old snapshot still open");
      rates();
      System.out.println(Relay.size(server));
      old.rollback();
    }
    long released = System.nanoTime();
    while (Relay.deadRows(server) > 100_000) {
      EnvelopeId _ = accounts.append(accounts.any());
    }
    say(
        "autovacuum has caught up, %.0f s after the snapshot was let go"
            .formatted((System.nanoTime() - released) / 1e9));
    rates();
    // What vacuuming wrote goes to the disk meanwhile.
    new Relay(accounts, server).run(perSecond, Duration.ofMinutes(2));
    say("after two minutes more of relay");
    rates();
    System.out.println(Relay.size(server));
  }

  private void rates() throws Exception {
    System.out.println("| what, callers | a second | p50 | p99 |");
    System.out.println("|---|---|---|---|");
    for (int callers : CALLERS) {
      line(Rate.of("append", callers, each, () -> accounts.append(accounts.any())));
    }
    for (int callers : CALLERS) {
      line(
          Rate.of(
              "read the oldest",
              callers,
              each,
              () -> accounts.read(accounts.any(), Position.START)));
    }
    for (int callers : CALLERS) {
      line(acknowledge(callers));
    }
  }

  private static void line(Rate rate) {
    System.out.println(rate.row());
  }

  /// One envelope in each, beside 8 callers that append: an acknowledgement waits for a commit that
  /// it can ride with.
  private Rate acknowledge(int callers) {
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
      try {
        return Rate.of(
            "acknowledge, beside 8 that append",
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
}
