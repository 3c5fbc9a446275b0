package org.sealpost.server.boot;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What runs beside callers: a virtual thread for each task, and one thread that lets time pass and
/// never blocks.
final class Background implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Background.class);
  private static final long STOP_SECONDS = 5;

  private final ExecutorService tasks =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("task-", 0).factory());
  private final ScheduledExecutorService timers =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("timers").daemon().factory());

  ExecutorService tasks() {
    return tasks;
  }

  ScheduledExecutorService timers() {
    return timers;
  }

  /// Runs something short after a while, unless the server stops before.
  void after(Duration delay, Runnable task) {
    try {
      var _ = timers.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // the server is stopping, and everything is cut
    }
  }

  /// Runs something that may block, again and again.
  void every(Duration interval, Runnable task) {
    var _ =
        timers.scheduleWithFixedDelay(
            () -> tasks.execute(task),
            interval.toMillis(),
            interval.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    timers.shutdownNow();
    tasks.shutdown();
    try {
      if (tasks.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
      LOG.warn("tasks did not end in time");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    var _ = tasks.shutdownNow();
  }
}
