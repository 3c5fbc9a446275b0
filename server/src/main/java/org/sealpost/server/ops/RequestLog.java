package org.sealpost.server.ops;

import java.time.Duration;
import org.sealpost.server.http.RequestObserver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One line for a request: method, path template, status, duration, and nothing else (design
/// section 9).
public final class RequestLog implements RequestObserver {
  private static final Logger LOG = LoggerFactory.getLogger("org.sealpost.requests");

  private final RequestObserver next;
  private final int leastStatus;

  private RequestLog(RequestObserver next, int leastStatus) {
    this.next = next;
    this.leastStatus = leastStatus;
  }

  public static RequestObserver ofAll(RequestObserver next) {
    return new RequestLog(next, 0);
  }

  /// Those that the server, not the client, is to blame for.
  public static RequestObserver ofErrors(RequestObserver next) {
    return new RequestLog(next, 500);
  }

  @Override
  public void answered(String method, String template, int status, Duration took) {
    if (status >= leastStatus) {
      LOG.info("{} {} {} {} ms", method, template, status, took.toMillis());
    }
    next.answered(method, template, status, took);
  }
}
