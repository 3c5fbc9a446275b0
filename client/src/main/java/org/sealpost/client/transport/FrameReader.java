package org.sealpost.client.transport;

import java.io.ByteArrayOutputStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.sealpost.protocol.Bytes;

/// Puts the parts of a binary message together and hands whole messages on, one at a time: the next
/// is asked for when the last has been handled. Handling has a thread of its own, since the JDK
/// calls its listener on a thread of the common pool, before the socket's own future is done: a
/// listener that waits there stops every other handshake of the process. Text is ignored, as on the
/// server.
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
      threads.execute(socket::cut);
      return null;
    }
    byte[] part = new byte[data.remaining()];
    data.get(part);
    if (!last) {
      parts.writeBytes(part);
      opened.request(1);
      return null;
    }
    byte[] whole = part;
    if (parts.size() > 0) {
      parts.writeBytes(part);
      whole = parts.toByteArray();
      parts.reset();
    }
    Bytes message = Bytes.wrap(whole);
    threads.execute(() -> {
      try {
        socket.received(message);
        opened.request(1);
      } catch (RuntimeException e) {
        socket.cut();
        throw e;
      }
    });
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
