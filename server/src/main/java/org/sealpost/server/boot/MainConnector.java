package org.sealpost.server.boot;

import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.websocket.core.WebSocketConnection;
import org.jspecify.annotations.Nullable;

/// The connector that clients reach. What comes on a WebSocket is handled by the selector's own
/// thread: nothing there blocks ([org.sealpost.server.ws.Tunnel] hands every request to a virtual
/// thread), and an acknowledgement is not worth a thread of its own. Jetty does so with handlers
/// that are declared not to block, but has no such declaration for WebSockets.
final class MainConnector extends ServerConnector {
  private static final int ACCEPTORS = 1;

  /// As many as Jetty thinks right for the machine.
  private static final int SELECTORS = -1;

  MainConnector(Server server, ConnectionFactory... factories) {
    super(server, null, null, null, ACCEPTORS, SELECTORS, factories);
  }

  @Override
  protected SocketChannelEndPoint newEndPoint(
      SocketChannel channel, ManagedSelector selector, SelectionKey key) {
    SocketChannelEndPoint endPoint = new MainEndPoint(channel, selector, key, getScheduler());
    endPoint.setIdleTimeout(getIdleTimeout());
    return endPoint;
  }

  private static final class MainEndPoint extends SocketChannelEndPoint {
    MainEndPoint(
        SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler) {
      super(channel, selector, key, scheduler);
    }

    @Override
    public @Nullable Runnable onSelected() {
      Runnable task = super.onSelected();
      return task != null && isWebSocket(this)
          ? new Invocable.ReadyTask(Invocable.InvocationType.NON_BLOCKING, task)
          : task;
    }

    private static boolean isWebSocket(EndPoint endPoint) {
      Connection connection = endPoint.getConnection();
      return connection instanceof WebSocketConnection
          || (connection instanceof SslConnection ssl && isWebSocket(ssl.getSslEndPoint()));
    }
  }
}
