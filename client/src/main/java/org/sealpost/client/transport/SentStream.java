package org.sealpost.client.transport;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// What is sent, as the HTTP client reads it: counts, and remembers a failure of its own, which no
/// second try over the network would mend. Read by one thread at a time.
final class SentStream extends FilterInputStream {
  private final Transfers.Moved told;
  private final MovedBytes moved;
  private final AtomicBoolean taken = new AtomicBoolean();
  private volatile Optional<IOException> failure = Optional.empty();

  SentStream(InputStream source, Transfers.Moved told, MovedBytes moved) {
    super(source);
    this.told = told;
    this.moved = moved;
  }

  /// Whether this was asked before.
  boolean taken() {
    return taken.getAndSet(true);
  }

  void checkReadable() throws SourceUnreadable {
    if (failure.isPresent()) {
      throw new SourceUnreadable(failure.get());
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int count;
    try {
      count = super.read(target, offset, length);
    } catch (IOException e) {
      failure = Optional.of(e);
      throw e;
    }
    if (count > 0) {
      moved.moved(count);
      told.moved(count);
    }
    return count;
  }
}
