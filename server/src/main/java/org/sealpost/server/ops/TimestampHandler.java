package org.sealpost.server.ops;

import java.time.Clock;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// Puts the server's clock on every response of the main listener: answers, errors and upgrades
/// alike (wire interface, README section 4).
public final class TimestampHandler extends Handler.Wrapper {
  public static final String HEADER = "X-Signal-Timestamp";

  private final Clock clock;

  public TimestampHandler(Handler next, Clock clock) {
    super(next);
    this.clock = clock;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    response.getHeaders().put(HEADER, Long.toString(clock.millis()));
    return super.handle(request, response, callback);
  }
}
