package org.sealpost.dist.crash;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.sealpost.client.testing.FakeDevice;

/// The time between two kills. Safe for any number of threads.
final class Round {
  private final Semaphore answers = new Semaphore(0);
  private final CountDownLatch recipient = new CountDownLatch(1);
  private volatile boolean over;

  /// Somebody's send was answered with 200.
  void answered() {
    answers.release();
  }

  /// The recipient has done what must be done before the kill.
  void recipientDone() {
    recipient.countDown();
  }

  /// What goes wrong with a connection from now on is the kill's doing.
  void end() {
    over = true;
  }

  boolean isOver() {
    return over;
  }

  /// Nobody waits any longer.
  void giveUp() {
    answers.release(1 << 24);
    recipient.countDown();
  }

  void awaitAnswers(int count) throws InterruptedException {
    if (!answers.tryAcquire(count, 3 * FakeDevice.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("sends are not answered any more");
    }
  }

  void awaitRecipient() throws InterruptedException {
    if (!recipient.await(3 * FakeDevice.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("the recipient did not come to its end");
    }
  }
}
