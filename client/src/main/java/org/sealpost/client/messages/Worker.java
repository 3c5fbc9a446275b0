package org.sealpost.client.messages;

/// A thread that works until it is closed. A platform thread, because SQLite and libsignal are
/// native calls, which would hold the carrier of a virtual one.
final class Worker implements AutoCloseable {
  /// What it does; ends by being interrupted.
  interface Work {
    void run() throws InterruptedException;
  }

  private final Thread thread;

  Worker(String name, Work work) {
    this.thread =
        Thread.ofPlatform()
            .daemon()
            .name(name)
            .unstarted(() -> {
              try {
                work.run();
              } catch (InterruptedException e) {
                // close() said so.
              }
            });
  }

  void start() {
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
