package org.sealpost.client.transport;

import java.io.ByteArrayOutputStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Puts the parts of a binary message together and hands whole messages on, one at a time: the next
/// is asked for when the last has been handled. Text is ignored, as on the server. Called by one
/// thread at a time.
final class FrameReader implements WebSocket.Listener {
  /// The largest message of the interface has 512 KiB.
  private static final int MAX_MESSAGE_BYTES = 1024 * 1024;

  private final ServiceSocket socket;
  private final Executor threads;
  private final ByteArrayOutputStream parts = new ByteArrayOutputStream();

  FrameReader(ServiceSocket socket, Executor threads) {
    this.socket = socket;
    this.threads = threads;
  }

  @Override
  public void onOpen(WebSocket opened) {
    socket.writeTo(opened);
    opened.request(1);
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket opened, ByteBuffer data, boolean last) {
    if (parts.size() + data.remaining() > MAX_MESSAGE_BYTES) {
      socket.cut();
      return null;
    }
    if (last && parts.size() == 0) {
      socket.received(data);
    } else {
      byte[] part = new byte[data.remaining()];
      data.get(part);
      parts.writeBytes(part);
      if (last) {
        ByteBuffer whole = ByteBuffer.wrap(parts.toByteArray());
        parts.reset();
        socket.received(whole);
      }
    }
    opened.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket opened, CharSequence data, boolean last) {
    opened.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket opened, int code, String reason) {
    threads.execute(() -> socket.ended(new SocketClosed(code, reason)));
    return null;
  }

  @Override
  public void onError(WebSocket opened, Throwable error) {
    threads.execute(() -> socket.ended(SocketClosed.CUT));
  }
}
