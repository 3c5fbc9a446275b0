package org.sealpost.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// One WebSocket (RFC 6455) of the generator. Opened by any thread; afterwards the loop's thread
/// alone touches it. Frames are masked with zeros: as legal as any other mask, and free.
public final class Connection {
  private static final int BUFFER_BYTES = 128 * 1024;
  private static final int BINARY = 0x82;
  private static final int CLOSE = 0x88;
  private static final int PING = 0x89;
  private static final int PONG = 0x8A;

  private final TlsChannel tls;
  private final ByteBuffer in = ByteBuffer.allocate(BUFFER_BYTES);
  private ByteBuffer out = ByteBuffer.allocate(BUFFER_BYTES);
  private FrameHandler handler;
  private @Nullable SelectionKey key;
  private boolean closed;

  private Connection(TlsChannel tls, FrameHandler handler) {
    this.tls = tls;
    this.handler = handler;
  }

  /// Connects, shakes hands and upgrades, all in the calling thread.
  ///
  /// @param authorization the header's value, for a device's own socket
  public static Connection open(
      InetSocketAddress address,
      SSLContext context,
      String path,
      Optional<String> authorization,
      FrameHandler handler)
      throws IOException {
    Connection connection = new Connection(TlsChannel.open(address, context), handler);
    connection.upgrade(address, path, authorization);
    return connection;
  }

  private void upgrade(InetSocketAddress address, String path, Optional<String> authorization)
      throws IOException {
    StringBuilder request =
        new StringBuilder("GET ")
            .append(path)
            .append(" HTTP/1.1\r\nHost: ")
            .append(address.getHostString())
            .append(':')
            .append(address.getPort())
            .append("\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13")
            .append("\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
    authorization.ifPresent(
        value -> request.append("Authorization: ").append(value).append("\r\n"));
    tls.write(ByteBuffer.wrap(request.append("\r\n").toString().getBytes(ISO_8859_1)));
    while (true) {
      if (!tls.read(in)) {
        throw new IOException("the connection ended before it was upgraded");
      }
      String answer = new String(in.array(), 0, in.position(), ISO_8859_1);
      int end = answer.indexOf("\r\n\r\n");
      if (end >= 0) {
        if (!answer.startsWith("HTTP/1.1 101")) {
          throw new IOException("not upgraded: " + answer.lines().findFirst().orElse(""));
        }
        in.flip().position(end + 4);
        in.compact();
        return;
      }
    }
  }

  TlsChannel tls() {
    return tls;
  }

  void registered(SelectionKey registered) {
    key = registered;
  }

  /// What is done with frames from now on.
  public void handler(FrameHandler next) {
    handler = next;
  }

  /// Queues a binary message; it leaves when the present turn of the loop ends, or at [#flush].
  public void queue(byte[] payload) {
    queue(BINARY, payload);
  }

  private void queue(int opcode, byte[] payload) {
    if (out.remaining() < payload.length + 14) {
      ByteBuffer larger = ByteBuffer.allocate(2 * out.capacity() + payload.length);
      larger.put(out.flip());
      out = larger;
    }
    out.put((byte) opcode);
    if (payload.length < 126) {
      out.put((byte) (0x80 | payload.length));
    } else if (payload.length < 65_536) {
      out.put((byte) (0x80 | 126)).putShort((short) payload.length);
    } else {
      out.put((byte) (0x80 | 127)).putLong(payload.length);
    }
    out.putInt(0).put(payload);
  }

  /// Encrypts and sends what is queued.
  public void flush() {
    if (closed) {
      return;
    }
    try {
      out.flip();
      if (out.hasRemaining()) {
        tls.write(out);
      }
      out.clear();
      waitForRoom(!tls.flush());
    } catch (IOException e) {
      ended(String.valueOf(e.getMessage()));
    }
  }

  private void waitForRoom(boolean full) {
    if (key != null) {
      key.interestOps(full ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }
  }

  /// Handles what has come, frames that came with the upgrade's answer included.
  void ready() {
    try {
      boolean open = tls.read(in);
      in.flip();
      while (!closed && nextFrame()) {}
      in.compact();
      if (!open) {
        ended("the peer closed");
      }
    } catch (IOException e) {
      ended(String.valueOf(e.getMessage()));
    }
    flush();
  }

  private boolean nextFrame() {
    int start = in.position();
    if (in.remaining() < 2) {
      return false;
    }
    int opcode = in.get() & 0xFF;
    int length = in.get() & 0x7F;
    if (length >= 126) {
      int more = length == 126 ? 2 : 8;
      if (in.remaining() < more) {
        in.position(start);
        return false;
      }
      length = length == 126 ? in.getShort() & 0xFFFF : Math.toIntExact(in.getLong());
    }
    if (in.remaining() < length) {
      in.position(start);
      return false;
    }
    ByteBuffer payload = in.slice(in.position(), length);
    in.position(in.position() + length);
    switch (opcode) {
      case BINARY -> handler.frame(this, payload);
      case PING -> {
        byte[] echo = new byte[length];
        payload.get(echo);
        queue(PONG, echo);
      }
      case CLOSE -> ended("close frame " + (length < 2 ? "" : payload.getShort() & 0xFFFF));
      default -> ended("unexpected frame, opcode " + Integer.toHexString(opcode));
    }
    return true;
  }

  private void ended(String why) {
    if (!closed) {
      closed = true;
      close();
      handler.closed(why);
    }
  }

  /// Ends the connection without a word.
  public void close() {
    closed = true;
    try {
      tls.channel().close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }
}
