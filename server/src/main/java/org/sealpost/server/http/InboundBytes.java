package org.sealpost.server.http;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.sealpost.server.auth.ClientAddress;

/// How many bytes of requests may be in memory at a time, from one client address and over all
/// connections of one kind: from their first byte until they are answered. One address cannot take
/// all the room by sending parts of requests and never their ends. Safe for any number of threads.
public final class InboundBytes {
  private final long maxEach;
  private final long maxInAll;
  private final AtomicLong inAll = new AtomicLong();

  /// Addresses that hold something, and how much.
  private final ConcurrentHashMap<ClientAddress, Long> held = new ConcurrentHashMap<>();

  public InboundBytes(long maxEach, long maxInAll) {
    this.maxEach = maxEach;
    this.maxInAll = maxInAll;
  }

  /// False, and nothing reserved, when there is no room.
  public boolean reserve(ClientAddress address, long bytes) {
    if (inAll.addAndGet(bytes) > maxInAll) {
      inAll.addAndGet(-bytes);
      return false;
    }
    boolean[] reserved = new boolean[1];
    held.compute(
        address,
        (_, now) -> {
          long then = (now == null ? 0 : now) + bytes;
          reserved[0] = then <= maxEach;
          return reserved[0] && then > 0 ? Long.valueOf(then) : now;
        });
    if (!reserved[0]) {
      inAll.addAndGet(-bytes);
    }
    return reserved[0];
  }

  /// Gives back what was reserved for the address.
  public void release(ClientAddress address, long bytes) {
    if (bytes == 0) {
      return;
    }
    inAll.addAndGet(-bytes);
    held.computeIfPresent(address, (_, now) -> now == bytes ? null : Long.valueOf(now - bytes));
  }

  public long held() {
    return inAll.get();
  }

  /// How many addresses hold something.
  public int addresses() {
    return held.size();
  }
}
