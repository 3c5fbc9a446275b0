package org.sealpost.server.http.media;

import java.io.IOException;

/// What one path is for. Blocks its thread, which is a virtual one.
interface Door {
  /// As requests at this door are logged and counted: never a key.
  String template();

  /// Answers one request.
  ///
  /// @throws IOException when the client's connection broke or was cut
  Answer answer(Exchange exchange) throws IOException;
}
