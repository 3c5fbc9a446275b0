package org.sealpost.server.boot;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.SelectorManager;
import org.sealpost.server.auth.ClientAddress;
import org.sealpost.server.auth.PerAddress;

/// Closes a connection at once, before its handshake, when its address has as many as it may.
final class ConnectionsPerAddress implements SelectorManager.AcceptListener {
  private final PerAddress open;
  private final Map<SelectableChannel, PerAddress.Place> places = new ConcurrentHashMap<>();

  ConnectionsPerAddress(int max) {
    this.open = new PerAddress(max, Integer.MAX_VALUE);
  }

  @Override
  public void onAccepting(SelectableChannel channel) {
    try {
      if (channel instanceof SocketChannel socket
          && socket.getRemoteAddress() instanceof InetSocketAddress address) {
        Optional<PerAddress.Place> place = open.enter(ClientAddress.of(address.getAddress()));
        if (place.isPresent()) {
          places.put(channel, place.get());
        } else {
          channel.close();
        }
      }
    } catch (IOException e) {
      // It is gone already; Jetty finds that out for itself.
    }
  }

  @Override
  public void onAcceptFailed(SelectableChannel channel, Throwable cause) {
    onClosed(channel);
  }

  @Override
  public void onClosed(SelectableChannel channel) {
    PerAddress.Place place = places.remove(channel);
    if (place != null) {
      place.close();
    }
  }
}
