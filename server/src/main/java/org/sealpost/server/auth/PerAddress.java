package org.sealpost.server.auth;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// How many of something one address, and all together, may hold at a time. Remembers an address
/// only while it holds something. Safe for any number of threads.
public final class PerAddress {
  private final int maxEach;
  private final int maxInAll;
  private final ConcurrentHashMap<ClientAddress, Integer> held = new ConcurrentHashMap<>();
  private final AtomicInteger inAll = new AtomicInteger();

  public PerAddress(int maxEach, int maxInAll) {
    this.maxEach = maxEach;
    this.maxInAll = maxInAll;
  }

  /// Empty when the address, or all together, hold as many as they may.
  public Optional<Place> enter(ClientAddress address) {
    if (inAll.incrementAndGet() > maxInAll) {
      inAll.decrementAndGet();
      return Optional.empty();
    }
    boolean[] entered = new boolean[1];
    held.compute(
        address,
        (_, count) -> {
          int now = count == null ? 0 : count;
          entered[0] = now < maxEach;
          return entered[0] ? Integer.valueOf(now + 1) : count;
        });
    if (!entered[0]) {
      inAll.decrementAndGet();
      return Optional.empty();
    }
    return Optional.of(new Place(address));
  }

  public int inAll() {
    return inAll.get();
  }

  /// One place that is held; leaving twice is leaving once.
  public final class Place implements AutoCloseable {
    private final ClientAddress address;
    private final AtomicBoolean left = new AtomicBoolean();

    private Place(ClientAddress address) {
      this.address = address;
    }

    @Override
    public void close() {
      if (left.compareAndSet(false, true)) {
        held.computeIfPresent(
            address, (_, count) -> count == 1 ? null : Integer.valueOf(count - 1));
        inAll.decrementAndGet();
      }
    }
  }
}
