package org.sealpost.bench.load;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// The thread that serves all connections of the generator. [#execute] hands it work from other
/// threads.
public final class LoadLoop implements AutoCloseable {
  private final Selector selector;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile boolean stopped;

  public LoadLoop() throws IOException {
    selector = Selector.open();
    thread = Thread.ofPlatform().daemon().name("load").start(this::run);
  }

  public void execute(Runnable task) {
    tasks.add(task);
    selector.wakeup();
  }

  /// Serves the connection from now on.
  public void add(Connection connection) {
    execute(() -> {
      try {
        connection.tls().channel().configureBlocking(false);
        connection.registered(
            connection.tls().channel().register(selector, SelectionKey.OP_READ, connection));
        connection.ready();
      } catch (IOException e) {
        connection.close();
      }
    });
  }

  private void run() {
    while (!stopped) {
      try {
        selector.select(key -> {
          if (key.attachment() instanceof Connection connection) {
            connection.ready();
          }
        });
      } catch (IOException e) {
        throw new IllegalStateException("the selector failed", e);
      }
      for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
        task.run();
      }
    }
  }

  @Override
  public void close() throws IOException {
    stopped = true;
    selector.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    selector.close();
  }
}
