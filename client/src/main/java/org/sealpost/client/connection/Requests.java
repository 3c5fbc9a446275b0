package org.sealpost.client.connection;

import java.io.IOException;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.Reply;

/// How a request travels, once it is decided who asks.
public interface Requests {
  /// As this device.
  Reply identified(Call call) throws IOException;

  /// As nobody.
  Reply anonymous(Call call) throws IOException;

  /// A request whose socket broke, once more, over HTTP.
  Reply overHttp(Call call, boolean anonymous) throws IOException;

  /// A request that the server takes once however often it comes: the same bytes again when the
  /// connection broke, now over HTTP, three times in all.
  default Reply untilAnswered(Call call, boolean anonymous) throws IOException {
    for (int transmissions = 1; ; transmissions++) {
      try {
        if (transmissions == 2) {
          return overHttp(call, anonymous);
        }
        return anonymous ? anonymous(call) : identified(call);
      } catch (IOException e) {
        if (transmissions == 3 || Thread.currentThread().isInterrupted()) {
          throw e;
        }
      }
    }
  }
}
