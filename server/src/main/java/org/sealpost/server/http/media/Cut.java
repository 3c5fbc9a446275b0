package org.sealpost.server.http.media;

import jakarta.servlet.http.HttpServletRequest;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.server.HttpStream;

/// Makes reads and writes of a request that block in its thread fail, from another thread: its
/// stream is told that it has been idle for long enough. The connection may go with it.
final class Cut {
  private static final long AT_ONCE_MILLIS = 1;

  private Cut() {}

  static Runnable of(HttpServletRequest request) {
    AtomicReference<HttpStream> held = new AtomicReference<>();
    ServletContextRequest.getServletContextRequest(request)
        .addHttpStreamWrapper(stream -> {
          held.set(stream);
          return stream;
        });
    return () -> {
      HttpStream stream = held.get();
      if (stream != null) {
        stream.setIdleTimeout(AT_ONCE_MILLIS);
      }
    };
  }
}
