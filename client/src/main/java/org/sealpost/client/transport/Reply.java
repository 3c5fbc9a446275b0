package org.sealpost.client.transport;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.json.WireJson;

/// What the server answered. Header names are lower-case.
public record Reply(int status, Map<String, String> headers, Bytes body) {
  public Reply {
    headers = Map.copyOf(headers);
  }

  public boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /// The body as one of the wire's records.
  ///
  /// @throws UnexpectedReply when it is not JSON of that shape
  public <T> T json(Class<T> type) throws UnexpectedReply {
    try {
      return WireJson.read(body, type);
    } catch (WireJson.BadJson e) {
      throw new UnexpectedReply(
          "the server answered " + status + " with a body that is not a " + type.getSimpleName(),
          this);
    }
  }

  /// This reply when it is a success.
  ///
  /// @throws UnexpectedReply when it is not
  public Reply orThrow(Call call) throws UnexpectedReply {
    if (!isSuccess()) {
      throw new UnexpectedReply("the server answered " + status + " to " + call.label(), this);
    }
    return this;
  }

  /// How long to wait, when the server said so.
  public Optional<Duration> retryAfter() {
    return header("retry-after")
        .filter(text -> text.matches("[0-9]{1,9}"))
        .map(text -> Duration.ofSeconds(Long.parseLong(text)));
  }

  @Override
  public String toString() {
    return "Reply[" + status + "]";
  }
}
