package org.sealpost.server.http.media;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.sealpost.server.ops.Logging;

/// Doors behind a Jetty on loopback, over HTTP/1.1 and HTTP/2 without TLS.
final class ServedDoors implements AutoCloseable {
  private final Server server;
  private final ServerConnector connector;
  final List<String> observed = new CopyOnWriteArrayList<>();

  ServedDoors(Transfers transfers, Map<String, Door> doors) throws Exception {
    Logging.bootstrap();
    QueuedThreadPool threads = new QueuedThreadPool(32);
    threads.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server = new Server(threads);
    HttpConfiguration http = new HttpConfiguration();
    connector =
        new ServerConnector(
            server, new HttpConnectionFactory(http), new HTTP2CServerConnectionFactory(http));
    connector.setHost("127.0.0.1");
    connector.setIdleTimeout(60_000);
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler("/");
    doors.forEach((path, door) ->
        context.addServlet(
            new ServletHolder(
                new MediaServlet(
                    door,
                    transfers,
                    (method, template, status, _) ->
                        observed.add(method + " " + template + " " + status))),
            path));
    server.setHandler(context);
    server.start();
  }

  int port() {
    return connector.getLocalPort();
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the doors do not close", e);
    }
  }
}
