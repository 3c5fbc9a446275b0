package org.sealpost.server.ws;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealpost.server.auth.ClientAddress;
import org.sealpost.server.auth.PerAddress;

/// A stranger's socket: one of so many that its address, and all together, may have open. Counted
/// when it opens and not at the handshake, which may fail without a word.
final class BoundedRole implements SocketRole {
  private final PerAddress bound;
  private final ClientAddress address;
  private final SocketRole role;
  private PerAddress.@Nullable Place place;

  BoundedRole(PerAddress bound, ClientAddress address, SocketRole role) {
    this.bound = bound;
    this.address = address;
    this.role = role;
  }

  @Override
  public void opened(Tunnel tunnel) {
    Optional<PerAddress.Place> entered = bound.enter(address);
    if (entered.isEmpty()) {
      tunnel.closeAtOnce(Tunnel.TRY_AGAIN_LATER, "Too many connections");
      return;
    }
    synchronized (this) {
      place = entered.get();
    }
    role.opened(tunnel);
  }

  @Override
  public void answered(long requestId, int status) {
    role.answered(requestId, status);
  }

  @Override
  public void closed() {
    PerAddress.Place held;
    synchronized (this) {
      held = place;
    }
    if (held != null) {
      role.closed();
      held.close();
    }
  }
}
