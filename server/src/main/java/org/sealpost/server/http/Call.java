package org.sealpost.server.http;

import java.util.Map;
import java.util.Optional;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.json.WireJson;
import org.sealpost.server.auth.Caller;

/// One request, whichever way it came. What its handler asks for and does not find is answered with
/// a [Refusal].
///
/// @param path the named segments of the route's template
public record Call(
    Map<String, String> path,
    Map<String, String> query,
    Headers headers,
    Bytes body,
    Caller caller) {

  /// The body as one of the wire's records: 400 for what is not JSON, 422 for another shape.
  public <T> T json(Class<T> type) {
    try {
      return WireJson.read(body, type);
    } catch (WireJson.BadJson e) {
      throw new Refusal(e.isShape() ? 422 : 400, String.valueOf(e.getMessage()));
    }
  }

  public String segment(String name) {
    String value = path.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the template has no segment " + name);
    }
    return value;
  }

  /// The service id in the path; 404 when it is none, as for any path that leads nowhere.
  public ServiceId serviceId(String name) {
    return ServiceId.parse(segment(name)).orElseThrow(() -> new Refusal(404, "no such account"));
  }

  public Optional<String> query(String name) {
    return Optional.ofNullable(query.get(name));
  }

  /// A switch in the query; what is neither `true` nor `false` is 400.
  public boolean flag(String name, boolean otherwise) {
    String value = query.get(name);
    if (value == null || value.isEmpty()) {
      return otherwise;
    }
    return switch (value) {
      case "true" -> true;
      case "false" -> false;
      case String _ -> throw new Refusal(400, name + " is true or false");
    };
  }

  @Override
  public String toString() {
    return "Call[redacted]";
  }
}
