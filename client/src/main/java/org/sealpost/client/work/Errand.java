package org.sealpost.client.work;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Something that is done whenever it is asked for, and now and then by itself, on a thread of its
/// own. What is asked for while it is being done is done once more afterwards.
public final class Errand implements AutoCloseable {
  private final Semaphore asked = new Semaphore(0);
  private final Worker worker;

  public Errand(
      String name, Duration byItselfAfter, Worker.Work work, Consumer<RuntimeException> failed) {
    this.worker =
        new Worker(
            name,
            () -> {
              while (true) {
                boolean _ = asked.tryAcquire(byItselfAfter.toMillis(), TimeUnit.MILLISECONDS);
                asked.drainPermits();
                work.run();
              }
            },
            failed);
  }

  public void start() {
    worker.start();
  }

  public void ask() {
    if (asked.availablePermits() == 0) {
      asked.release();
    }
  }

  @Override
  public void close() {
    worker.close();
  }
}
