package org.sealpost.client.transport;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.json.ClientProfile;
import org.sealpost.protocol.proto.WebSocketMessage;

/// A server of one page, in clear text: answers HTTP with a fixed status, opens WebSockets (RFC
/// 6455) and hands their frames to a handler. For tests of the client's side of the framing.
public final class StubServer implements AutoCloseable {
  /// One WebSocket, from the server's end.
  public static final class Peer {
    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    Peer(Socket socket, DataInputStream in, OutputStream out) {
      this.socket = socket;
      this.in = in;
      this.out = out;
    }

    public void send(WebSocketMessage message) throws IOException {
      sendFrame(0x82, message.toByteArray());
    }

    public synchronized void sendFrame(int head, byte[] payload) throws IOException {
      ByteArrayOutputStream frame = new ByteArrayOutputStream();
      frame.write(head);
      if (payload.length < 126) {
        frame.write(payload.length);
      } else if (payload.length < 65536) {
        frame.write(126);
        frame.write(payload.length >> 8);
        frame.write(payload.length);
      } else {
        frame.write(127);
        for (int shift = 56; shift >= 0; shift -= 8) {
          frame.write((int) ((long) payload.length >> shift));
        }
      }
      frame.writeBytes(payload);
      out.write(frame.toByteArray());
      out.flush();
    }

    public void sendClose(int code, String reason) throws IOException {
      byte[] text = reason.getBytes(StandardCharsets.UTF_8);
      byte[] payload = new byte[2 + text.length];
      payload[0] = (byte) (code >> 8);
      payload[1] = (byte) code;
      System.arraycopy(text, 0, payload, 2, text.length);
      sendFrame(0x88, payload);
    }

    public void cut() throws IOException {
      socket.close();
    }
  }

  /// What the server does.
  public interface Handler {
    /// The status of an upgrade; 101 opens the socket.
    default int upgrade(String path, List<String> headers) {
      return 101;
    }

    default void opened(Peer peer) throws IOException {}

    default void received(Peer peer, WebSocketMessage message) throws IOException {}
  }

  private final ServerSocket listener;
  private final Handler handler;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final List<IOException> failures = new CopyOnWriteArrayList<>();

  public StubServer(Handler handler) throws IOException {
    this.handler = handler;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  public Service service() throws IOException {
    try (var pem = StubServer.class.getResourceAsStream("/test-ca.pem")) {
      return new Service(
          new ClientProfile(
              "http://127.0.0.1:" + listener.getLocalPort(),
              new String(pem.readAllBytes(), StandardCharsets.US_ASCII),
              Bytes.EMPTY,
              Bytes.EMPTY,
              Bytes.EMPTY,
              Bytes.EMPTY,
              ""));
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        sockets.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      OutputStream out = socket.getOutputStream();
      List<String> head = readHead(in);
      String path = head.getFirst().split(" ", -1)[1];
      String key = header(head, "sec-websocket-key");
      int status = handler.upgrade(path, head);
      if (status != 101 || key.isEmpty()) {
        write(out, "HTTP/1.1 " + status + " No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        return;
      }
      write(
          out,
          "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              + "Sec-WebSocket-Accept: "
              + accept(key)
              + "\r\n\r\n");
      Peer peer = new Peer(socket, in, out);
      handler.opened(peer);
      readFrames(peer);
    } catch (IOException e) {
      failures.add(e);
    }
  }

  private void readFrames(Peer peer) throws IOException {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    while (true) {
      int first = peer.in.read();
      if (first < 0) {
        return;
      }
      int second = peer.in.readUnsignedByte();
      long length = second & 0x7F;
      if (length == 126) {
        length = peer.in.readUnsignedShort();
      } else if (length == 127) {
        length = peer.in.readLong();
      }
      byte[] mask = peer.in.readNBytes(4);
      byte[] payload = peer.in.readNBytes(Math.toIntExact(length));
      for (int i = 0; i < payload.length; i++) {
        payload[i] ^= mask[i % 4];
      }
      int opcode = first & 0x0F;
      if (opcode == 8) {
        peer.sendFrame(0x88, payload);
        return;
      }
      if (opcode <= 2) {
        message.writeBytes(payload);
        if ((first & 0x80) != 0) {
          handler.received(peer, WebSocketMessage.parseFrom(message.toByteArray()));
          message.reset();
        }
      }
    }
  }

  private static List<String> readHead(DataInputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("closed before the request was complete");
      }
      head.append((char) next);
    }
    return head.toString().lines().toList();
  }

  private static String header(List<String> head, String name) {
    return head.stream()
        .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
        .map(line -> line.substring(name.length() + 1).trim())
        .findFirst()
        .orElse("");
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private static String accept(String key) {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-1")
                  .digest(
                      (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                          .getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
