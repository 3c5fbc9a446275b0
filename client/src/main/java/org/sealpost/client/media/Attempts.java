package org.sealpost.client.media;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.sealpost.client.connection.Backoff;
import org.sealpost.client.transport.SourceUnreadable;

/// How often a transfer is tried: again and again as long as each try gets further, a few times in
/// vain. One thread's own.
final class Attempts {
  private static final int IN_VAIN = 6;
  private static final int IN_ALL = 200;
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final Pause pause;
  private final Backoff backoff = new Backoff(ThreadLocalRandom.current());
  private int inVain;
  private int all;

  Attempts(Pause pause) {
    this.pause = pause;
  }

  /// A try got further than the one before.
  void moved() {
    inVain = 0;
    backoff.reset();
  }

  /// Waits for the next try.
  ///
  /// @throws IOException that one, when there is none
  void failed(IOException cause) throws IOException {
    if (cause instanceof SourceUnreadable || Thread.currentThread().isInterrupted()) {
      throw cause;
    }
    next(backoff.next(), cause);
  }

  /// The host asks to wait.
  ///
  /// @return false when it is too long to wait here, or was asked too often
  boolean later(Duration asked) throws IOException {
    if (asked.compareTo(LONGEST) > 0 || inVain + 1 >= IN_VAIN || all + 1 >= IN_ALL) {
      return false;
    }
    Duration own = backoff.next();
    next(asked.compareTo(own) > 0 ? asked : own, new IOException("the media host is busy"));
    return true;
  }

  private void next(Duration wait, IOException cause) throws IOException {
    inVain++;
    all++;
    if (inVain >= IN_VAIN || all >= IN_ALL) {
      throw cause;
    }
    try {
      pause.wait(wait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted in a transfer", e);
    }
  }
}
