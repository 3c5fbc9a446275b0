package org.sealpost.blobs.s3;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.sealpost.storage.blobs.BlobsUnavailable;

/// So many at a time; whoever comes beyond waits a little. Safe for any number of threads.
final class Turns {
  private final Semaphore free;
  private final Duration wait;
  private final String what;

  /// @param what of which there are too many, in words
  Turns(int most, Duration wait, String what) {
    this.free = new Semaphore(most, true);
    this.wait = wait;
    this.what = what;
  }

  /// Ended by any thread, and once.
  final class Turn implements AutoCloseable {
    private final AtomicBoolean over = new AtomicBoolean();

    @Override
    public void close() {
      if (over.compareAndSet(false, true)) {
        free.release();
      }
    }
  }

  Turn take() {
    try {
      if (free.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS)) {
        return new Turn();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new BlobsUnavailable("too many " + what + " of the object store are under way");
  }
}
