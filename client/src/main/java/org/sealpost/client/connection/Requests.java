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
}
