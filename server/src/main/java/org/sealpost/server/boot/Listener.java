package org.sealpost.server.boot;

import java.net.BindException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Locale;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/// A port that is listened on. To close it is to let what is under way end.
final class Listener implements AutoCloseable {
  private final Server server;
  private final int port;
  private final Runnable beforeStop;

  private Listener(Server server, int port, Runnable beforeStop) {
    this.server = server;
    this.port = port;
    this.beforeStop = beforeStop;
  }

  /// Opens the port.
  ///
  /// @param section of the configuration that the address comes from
  /// @param beforeStop ends well what the stopping server would cut
  /// @throws CannotStart when nobody can listen there
  static Listener start(
      Server server, ServerConnector connector, String section, Runnable beforeStop)
      throws Exception {
    try {
      server.start();
      return new Listener(server, connector.getLocalPort(), beforeStop);
    } catch (Exception e) {
      server.stop();
      throw explained(e, connector, section);
    }
  }

  private static Exception explained(Exception e, ServerConnector connector, String section) {
    String host = connector.getHost();
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException) {
        return new CannotStart(
            section
                + ".host is "
                + host
                + ", which no address is known of; use one of this machine",
            e);
      }
      if (cause instanceof BindException) {
        String why = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        if (why.contains("assign")) {
          return new CannotStart(
              section + ".host is " + host + ", which is no address of this machine; use one", e);
        }
        String port = "port " + connector.getPort() + " of " + host;
        return new CannotStart(
            why.contains("denied")
                ? port + " is not for this user; set " + section + ".port above 1023"
                : port + " is taken; stop who has it, or set " + section + ".port to another",
            e);
      }
    }
    return e;
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    beforeStop.run();
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the listener did not stop", e);
    }
  }
}
