package org.sealpost.server.ops;

import java.nio.ByteBuffer;
import java.time.Clock;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.sealpost.protocol.json.ErrorBody;
import org.sealpost.protocol.json.WireJson;

/// Errors that arise before a request reaches the endpoint table (a malformed request line, a
/// header that is too large): the interface's error body, with nothing of what was sent.
public final class WireErrors implements Request.Handler {
  private final Clock clock;

  public WireErrors(Clock clock) {
    this.clock = clock;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus() < 400 ? 500 : response.getStatus();
    String message = HttpStatus.getMessage(status);
    response.getHeaders().put(TimestampHandler.HEADER, Long.toString(clock.millis()));
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    response.write(
        true,
        ByteBuffer.wrap(WireJson.write(new ErrorBody(status, message)).unsafeArray()),
        callback);
    return true;
  }
}
