package org.sealpost.storage.sqlite;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.sealpost.storage.StorageBusy;
import org.sealpost.storage.StorageUnavailable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A few threads that read, and as many connections. A read is one short transaction: it sees every
/// commit that returned before it began, and a long one would keep the write-ahead log from being
/// emptied. Reads queue up to a bound.
final class Readers implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Readers.class);
  private static final Duration PATIENCE_AT_CLOSE = Duration.ofSeconds(30);

  /// What a read does with the tables of its connection.
  @FunctionalInterface
  interface Query<T> {
    T run(Tables tables) throws SQLException;
  }

  private record Reader(Sql sql, Tables tables) {}

  /// Connections that no thread uses now: never fewer than threads that want one.
  private final BlockingQueue<Reader> idle;

  private final ThreadPoolExecutor threads;

  /// Takes the connections over.
  Readers(List<Sql> connections, int queued) {
    int size = connections.size();
    this.idle = new ArrayBlockingQueue<>(size);
    for (Sql sql : connections) {
      idle.add(new Reader(sql, Tables.over(sql)));
    }
    this.threads =
        new ThreadPoolExecutor(
            size,
            size,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(queued),
            Thread.ofPlatform().name("sqlite-reader-", 1).daemon().factory());
  }

  /// Blocks until the read is done.
  ///
  /// @throws StorageBusy when the queue is full
  <T> T read(Query<T> query) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    try {
      threads.execute(() -> run(query, answer));
    } catch (RejectedExecutionException e) {
      throw threads.isShutdown()
          ? new StorageUnavailable("the store is closed")
          : new StorageBusy("too many reads wait for the database");
    }
    return Answers.await(answer);
  }

  private <T> void run(Query<T> query, CompletableFuture<T> answer) {
    Reader reader = idle.poll();
    if (reader == null) { // closed, after its patience
      answer.completeExceptionally(new StorageUnavailable("the store is closed"));
      return;
    }
    try {
      answer.complete(inTransaction(reader, query));
    } catch (SQLException e) {
      answer.completeExceptionally(Faults.of(e));
    } catch (RuntimeException | Error e) { // nobody may be left waiting
      answer.completeExceptionally(e);
    } finally {
      idle.add(reader);
    }
  }

  private static <T> T inTransaction(Reader reader, Query<T> query) throws SQLException {
    reader.sql().execute("begin");
    try {
      return query.run(reader.tables());
    } finally {
      reader.sql().execute("rollback"); // it wrote nothing
    }
  }

  /// Finishes the reads that were admitted, then closes the connections; an interrupted caller
  /// waits for it too.
  @Override
  public void close() {
    threads.shutdown();
    if (!awaitEnd()) {
      log.warn("reads are still running; their connections stay open");
    }
    for (Reader reader; (reader = idle.poll()) != null; ) {
      close(reader.sql());
    }
  }

  private boolean awaitEnd() {
    long end = System.nanoTime() + PATIENCE_AT_CLOSE.toNanos();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return threads.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void close(Sql sql) {
    try {
      sql.close();
    } catch (SQLException e) {
      log.warn("a reading connection could not be closed", e);
    }
  }
}
