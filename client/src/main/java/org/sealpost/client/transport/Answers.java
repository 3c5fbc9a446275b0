package org.sealpost.client.transport;

import java.io.IOException;

/// Where an answer to a request of the server goes: the socket that it came from.
public interface Answers {
  /// Answers a request of the server; 200 acknowledges an envelope, which the server then forgets.
  void respond(long id, int status, String message) throws IOException;
}
