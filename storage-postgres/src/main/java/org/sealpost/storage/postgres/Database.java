package org.sealpost.storage.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import com.zaxxer.hikari.pool.HikariPool;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.postgresql.PGProperty;
import org.sealpost.storage.StorageBusy;
import org.sealpost.storage.StorageRefused;
import org.sealpost.storage.StorageUnavailable;

/// The connections, each used for one call in autocommit, and the gate in front of them. A broken
/// connection is replaced at its next use, so what fails is tried anew without a restart. Safe for
/// any thread.
final class Database implements AutoCloseable {
  /// What is done with one connection.
  @FunctionalInterface
  interface Work<T> {
    T with(Sql sql);
  }

  /// What a server's sessions are called in `pg_stat_activity`.
  static final String SESSIONS = "sealpost";

  private final HikariDataSource pool;
  private final Optional<Runnable> beforeCommit;
  private final Jdbi jdbi;
  private final Semaphore gate;
  private final int permits;
  private final int maxWaiting;
  private final long connectMillis;
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicBoolean closed = new AtomicBoolean();

  private Database(HikariDataSource pool, PostgresConfig config, Optional<Runnable> beforeCommit) {
    this.pool = pool;
    this.beforeCommit = beforeCommit;
    this.jdbi = Jdbi.create(pool);
    this.permits = config.tuning().poolSize();
    this.gate = new Semaphore(permits, true);
    this.maxWaiting = config.tuning().queuedCalls();
    this.connectMillis = config.tuning().connectTimeout().toMillis();
    jdbi.getConfig(SqlStatements.class)
        .setQueryTimeout((int) config.tuning().callTimeout().toSeconds());
    jdbi.getConfig(SqlStatements.class).addCustomizer(new Unconfirmed());
    jdbi.getConfig(StatementExceptions.class)
        .setMessageRendering(StatementExceptions.MessageRendering.NONE);
  }

  /// @param beforeCommit for tests: run before each commit, which then is a call of its own
  /// @throws StorageRefused when there is no way to the database; the message is for a person
  static Database open(
      ServerAddress address, PostgresConfig config, Optional<Runnable> beforeCommit) {
    return open(address, config, beforeCommit, SESSIONS);
  }

  /// @param sessions what the database calls our sessions
  static Database open(
      ServerAddress address,
      PostgresConfig config,
      Optional<Runnable> beforeCommit,
      String sessions) {
    HikariConfig hikari = pool(address, address.properties(config), config, sessions);
    hikari.setInitializationFailTimeout(1);
    try {
      return new Database(new HikariDataSource(hikari), config, beforeCommit);
    } catch (HikariPool.PoolInitializationException e) {
      throw Unreachable.refusal(address, config, Faults.sqlException(e));
    }
  }

  /// A standby, for reads alone; it may be away.
  static Database ofReplica(ServerAddress address, PostgresConfig config) {
    HikariConfig hikari =
        pool(address, address.propertiesOfReplica(config), config, SESSIONS + " replica");
    hikari.setMinimumIdle(0);
    hikari.setInitializationFailTimeout(-1);
    return new Database(new HikariDataSource(hikari), config, Optional.empty());
  }

  private static HikariConfig pool(
      ServerAddress address, Properties properties, PostgresConfig config, String sessions) {
    PGProperty.APPLICATION_NAME.set(properties, sessions);
    HikariConfig hikari = new HikariConfig();
    hikari.setPoolName("sealpost");
    hikari.setDataSource(
        new Connecting(address.url(), properties, config.tuning().connectTimeout().dividedBy(2)));
    hikari.setMaximumPoolSize(config.tuning().poolSize() + 1);
    hikari.setMinimumIdle(1);
    hikari.setConnectionTimeout(config.tuning().connectTimeout().toMillis());
    hikari.setValidationTimeout(Math.min(2_000, config.tuning().connectTimeout().toMillis()));
    hikari.setKeepaliveTime(TimeUnit.MINUTES.toMillis(2));
    hikari.setExceptionOverride(new Demoted());
    return hikari;
  }

  /// Asks with a connection, waiting for one if need be.
  ///
  /// @throws StorageBusy when too many wait already; nothing was done
  <T> T read(Work<T> work) {
    return throughGate(() -> use(work));
  }

  /// Changes something, by one statement that is a commit of its own.
  ///
  /// @throws StorageBusy when too many wait already; nothing was done
  <T> T write(Work<T> work) {
    return throughGate(() -> use(committing(work)));
  }

  /// The same for the writer, which waits for nobody: one connection is left for it.
  <T> T writeBatch(Work<T> work) {
    return use(committing(work));
  }

  private <T> Work<T> committing(Work<T> work) {
    if (beforeCommit.isEmpty()) {
      return work;
    }
    return sql ->
        sql.inTransaction(() -> {
          T result = work.with(sql);
          beforeCommit.get().run();
          return result;
        });
  }

  private <T> T throughGate(Supplier<T> call) {
    refuseWhenClosed(); // the gate stays shut then: nobody shall wait for it
    enter();
    try {
      return call.get();
    } finally {
      gate.release();
    }
  }

  private void refuseWhenClosed() {
    if (closed.get()) {
      throw new StorageUnavailable("the store is closed");
    }
  }

  private <T> T use(Work<T> work) {
    refuseWhenClosed();
    try (Handle handle = jdbi.open()) {
      return Objects.requireNonNull(work.with(new Sql(handle)));
    } catch (JdbiException e) {
      SQLException fault = Faults.sqlException(e);
      if (Faults.isLoss(fault)) {
        replaceIdleConnections();
      }
      throw Faults.of(fault);
    }
  }

  /// They broke with the one that failed, most likely: nobody else need find that out.
  private void replaceIdleConnections() {
    HikariPoolMXBean control = pool.getHikariPoolMXBean();
    if (control != null) {
      control.softEvictConnections();
    }
  }

  private void enter() {
    // Even a fair gate lets those pass who only try.
    if (!gate.hasQueuedThreads() && gate.tryAcquire()) {
      return;
    }
    if (waiting.incrementAndGet() > maxWaiting) {
      waiting.decrementAndGet();
      throw new StorageBusy("too many calls wait for the database");
    }
    try {
      if (!gate.tryAcquire(connectMillis, TimeUnit.MILLISECONDS)) {
        throw new StorageBusy("no connection to the database became free in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StorageUnavailable("interrupted while waiting for the database", e);
    } finally {
      waiting.decrementAndGet();
    }
  }

  /// Lets calls under way end, then closes the connections.
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    boolean interrupted = false;
    boolean all = false;
    while (!all) {
      try {
        all = true;
        boolean _ = gate.tryAcquire(permits, connectMillis, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
        all = false;
      }
    }
    pool.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
