package org.sealpost.server.http.media;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.sealpost.server.auth.ClientAddress;
import org.sealpost.server.auth.PerAddress;

/// The requests for media that are under way: bounded in all and for each address, and cut when
/// their bytes come or go too slowly. Jetty ends what does not move at all. Safe for any thread.
public final class Transfers {
  /// Over which a transfer must be as fast as it has to be.
  static final Duration WINDOW = Duration.ofMinutes(1);

  private final PerAddress places;
  private final long leastBytes;
  private final LongSupplier nanos;
  private final Set<Transfer> underWay = ConcurrentHashMap.newKeySet();
  private final AtomicLong bytesIn = new AtomicLong();
  private final AtomicLong bytesOut = new AtomicLong();
  private final AtomicLong cuts = new AtomicLong();

  /// Transfers within these bounds.
  ///
  /// @param nanos a clock that only grows
  public Transfers(PerAddress places, long minBytesPerSecond, LongSupplier nanos) {
    this.places = places;
    this.leastBytes = Math.multiplyExact(minBytesPerSecond, WINDOW.toSeconds());
    this.nanos = nanos;
  }

  /// Empty when there are too many.
  ///
  /// @param cut makes a read or write of this transfer that blocks in another thread fail
  Optional<Transfer> begin(ClientAddress address, Runnable cut) {
    return places.enter(address).map(place -> new Transfer(place, cut));
  }

  /// Cuts what was too slow; to be called every few seconds.
  public void look() {
    long now = nanos.getAsLong();
    underWay.forEach(transfer -> transfer.look(now));
  }

  public int underWay() {
    return places.inAll();
  }

  public long bytesIn() {
    return bytesIn.get();
  }

  public long bytesOut() {
    return bytesOut.get();
  }

  /// How many were cut.
  public long cuts() {
    return cuts.get();
  }

  /// One request and the bytes that it moves.
  final class Transfer implements AutoCloseable {
    private final PerAddress.Place place;
    private final Runnable cut;
    private final AtomicBoolean isCut = new AtomicBoolean();
    private final AtomicLong moved = new AtomicLong();

    /// The thread that looks alone reads and writes these two.
    private long windowBegan = nanos.getAsLong();

    private long movedBefore;

    private Transfer(PerAddress.Place place, Runnable cut) {
      this.place = place;
      this.cut = cut;
    }

    /// From now on it has to be fast enough.
    void watch() {
      underWay.add(this);
    }

    private void look(long now) {
      if (now - windowBegan < WINDOW.toNanos()) {
        return;
      }
      long all = moved.get();
      if (all - movedBefore < leastBytes) {
        cut();
      }
      windowBegan = now;
      movedBefore = all;
    }

    /// Ends it from another thread: what it does next fails.
    void cut() {
      if (isCut.compareAndSet(false, true)) {
        cuts.incrementAndGet();
        cut.run();
      }
    }

    void in(int bytes) throws IOException {
      bytesIn.addAndGet(bytes);
      move(bytes);
    }

    void out(int bytes) throws IOException {
      bytesOut.addAndGet(bytes);
      move(bytes);
    }

    private void move(int bytes) throws IOException {
      moved.addAndGet(bytes);
      goOn();
    }

    private void goOn() throws IOException {
      if (isCut.get()) {
        throw new IOException("the transfer was cut");
      }
    }

    /// A body whose bytes are counted, and which ends when the transfer is cut.
    InputStream counting(InputStream body) {
      return new InputStream() {
        @Override
        public int read() throws IOException {
          byte[] one = new byte[1];
          return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int offset, int count) throws IOException {
          goOn();
          int n = body.read(into, offset, count);
          in(Math.max(n, 0));
          return n;
        }
      };
    }

    @Override
    public void close() {
      underWay.remove(this);
      place.close();
    }
  }
}
