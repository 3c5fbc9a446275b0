package org.sealpost.server.http.media;

import java.io.InputStream;
import java.util.List;
import org.sealpost.server.http.Reply;

/// What a door answers.
sealed interface Answer {
  /// A reply that is held.
  record Held(Reply reply) implements Answer {}

  /// Bytes of an object, or what there would be of them.
  ///
  /// @param length of the body, also where it is left out
  /// @param bytes closed by whoever writes them
  record Streamed(int status, List<Reply.Header> headers, long length, InputStream bytes)
      implements Answer {
    public Streamed {
      headers = List.copyOf(headers);
    }
  }

  static Answer of(Reply reply) {
    return new Held(reply);
  }

  static Answer error(int status, String message) {
    return new Held(Reply.error(status, message));
  }
}
