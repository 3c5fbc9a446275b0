package org.sealpost.client.work;

import java.util.function.Consumer;

/// A thread that works until it is closed. A platform thread, because SQLite and libsignal are
/// native calls, which would hold the carrier of a virtual one. Work that throws ends the thread,
/// and the owner is told.
public final class Worker implements AutoCloseable {
  /// What it does; ends by being interrupted.
  public interface Work {
    void run() throws InterruptedException;
  }

  private final Thread thread;

  public Worker(String name, Work work, Consumer<RuntimeException> failed) {
    this.thread =
        Thread.ofPlatform()
            .daemon()
            .name(name)
            .unstarted(() -> {
              try {
                work.run();
              } catch (InterruptedException e) {
                // close() said so.
              } catch (RuntimeException e) {
                failed.accept(e);
              }
            });
  }

  public void start() {
    thread.start();
  }

  /// Waits until it has ended, unless it closes itself.
  @Override
  public void close() {
    thread.interrupt();
    if (Thread.currentThread() != thread) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
