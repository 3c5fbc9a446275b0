package org.sealpost.server.http;

import java.util.ArrayList;
import java.util.List;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.json.ErrorBody;
import org.sealpost.protocol.json.WireJson;

/// What a request is answered. A body is always JSON.
public record Reply(int status, List<Header> headers, Bytes body) {
  public static final Reply OK = new Reply(200, List.of(), Bytes.EMPTY);
  public static final Reply NO_CONTENT = new Reply(204, List.of(), Bytes.EMPTY);

  public Reply {
    headers = List.copyOf(headers);
  }

  public record Header(String name, String value) {}

  public static Reply ok(Object body) {
    return json(200, body);
  }

  public static Reply json(int status, Object body) {
    return new Reply(status, List.of(), WireJson.write(body));
  }

  /// An error in the interface's form.
  ///
  /// @param message for a developer to read; never anything that was sent or is stored
  public static Reply error(int status, String message) {
    return json(status, new ErrorBody(status, message));
  }

  /// Too many requests, or nothing that could answer them.
  public static Reply later(int status, String message, long seconds) {
    return error(status, message).with("Retry-After", Long.toString(Math.max(1, seconds)));
  }

  public Reply with(String name, String value) {
    List<Header> more = new ArrayList<>(headers);
    more.add(new Header(name, value));
    return new Reply(status, more, body);
  }
}
