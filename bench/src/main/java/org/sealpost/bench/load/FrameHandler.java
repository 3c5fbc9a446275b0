package org.sealpost.bench.load;

import java.nio.ByteBuffer;

/// What a connection does with what it receives. Called on the loop's thread.
public interface FrameHandler {
  /// One whole binary message; the buffer is reused when the call returns.
  void frame(Connection connection, ByteBuffer payload);

  void closed(String why);
}
