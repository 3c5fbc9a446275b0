package org.sealpost.client.transport;

import java.util.LinkedHashMap;
import java.util.Map;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.json.WireJson;

/// One request of the service interface, for HTTPS and for the WebSocket's tunnel alike. `path` is
/// path and query, percent-encoded, and starts with a slash.
public record Call(String method, String path, Map<String, String> headers, Bytes body) {
  private static final String JSON = "application/json";

  public Call {
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("a path starts with a slash");
    }
    headers = Map.copyOf(headers);
  }

  public static Call get(String path) {
    return new Call("GET", path, Map.of(), Bytes.EMPTY);
  }

  public static Call delete(String path) {
    return new Call("DELETE", path, Map.of(), Bytes.EMPTY);
  }

  /// A request whose body is the JSON of one of the wire's records.
  public static Call json(String method, String path, Object body) {
    return new Call(method, path, Map.of("content-type", JSON), WireJson.write(body));
  }

  public Call with(String header, String value) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put(header, value);
    return new Call(method, path, all, body);
  }

  /// What may stand in an error: the method and the first two steps of the path, which name no one.
  public String label() {
    int query = path.indexOf('?');
    String bare = query < 0 ? path : path.substring(0, query);
    int second = bare.indexOf('/', 1);
    int third = second < 0 ? -1 : bare.indexOf('/', second + 1);
    return method + " " + (third < 0 ? bare : bare.substring(0, third));
  }

  @Override
  public String toString() {
    return "Call[" + label() + "]";
  }
}
