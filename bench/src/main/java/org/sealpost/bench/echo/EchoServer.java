package org.sealpost.bench.echo;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.websocket.server.config.JettyWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;

/// Jetty with one WebSocket that sends back what it gets: TLS 1.3, HTTP/1.1 upgrade, no
/// compression. Prints `ready <port>` and runs until it is ended.
public final class EchoServer {
  private EchoServer() {}

  /// Runs until the process is ended.
  ///
  /// @param args the key store (PKCS#12) and its password
  public static void main(String[] args) throws Exception {
    SslContextFactory.Server ssl = new SslContextFactory.Server();
    ssl.setKeyStorePath(args[0]);
    ssl.setKeyStorePassword(args[1]);
    ssl.setIncludeProtocols("TLSv1.3");
    ssl.setSniRequired(false);

    Server server = new Server(new QueuedThreadPool());
    HttpConfiguration http = new HttpConfiguration();
    http.addCustomizer(new SecureRequestCustomizer(false));
    ServerConnector connector =
        new ServerConnector(
            server, new SslConnectionFactory(ssl, "http/1.1"), new HttpConnectionFactory(http));
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler("/");
    JettyWebSocketServletContainerInitializer.configure(
        context,
        (_, container) -> {
          container.setIdleTimeout(Duration.ofMinutes(10));
          container.setMaxBinaryMessageSize(512 * 1024);
          container.setMaxFrameSize(512 * 1024);
          container.setAutoFragment(false);
          container.addMapping(
              "/v1/websocket/",
              (_, response) -> {
                response.setExtensions(List.of());
                return new Echo();
              });
        });
    server.setHandler(context);
    server.start();
    System.out.println("ready " + connector.getLocalPort());
    server.join();
  }

  /// Jetty makes one per connection and needs it public.
  public static final class Echo extends Session.Listener.AbstractAutoDemanding {
    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
      // The buffer is Jetty's until the callback: it is sent before that, without a copy.
      getSession().sendBinary(payload, callback);
    }
  }
}
