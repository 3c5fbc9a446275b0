package org.sealpost.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLParameters;

/// TLS over a socket channel: shakes hands while the channel blocks, and works without blocking
/// afterwards. Confined to one thread at a time.
final class TlsChannel {
  private final SocketChannel channel;
  private final SSLEngine engine;
  private final ByteBuffer cipherIn;
  private ByteBuffer cipherOut;

  private TlsChannel(SocketChannel channel, SSLEngine engine) {
    this.channel = channel;
    this.engine = engine;
    int packet = engine.getSession().getPacketBufferSize();
    this.cipherIn = ByteBuffer.allocate(4 * packet);
    this.cipherOut = ByteBuffer.allocate(4 * packet);
  }

  static TlsChannel open(InetSocketAddress address, SSLContext context) throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.connect(address);
    SSLEngine engine = context.createSSLEngine(address.getHostString(), address.getPort());
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.3"});
    parameters.setApplicationProtocols(new String[] {"http/1.1"});
    engine.setSSLParameters(parameters);
    TlsChannel tls = new TlsChannel(channel, engine);
    tls.shakeHands();
    return tls;
  }

  private void shakeHands() throws IOException {
    engine.beginHandshake();
    ByteBuffer none = ByteBuffer.allocate(0);
    ByteBuffer plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
    while (true) {
      switch (engine.getHandshakeStatus()) {
        case NEED_WRAP -> {
          engine.wrap(none, cipherOut);
          flush();
        }
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
          cipherIn.flip();
          SSLEngineResult result = engine.unwrap(cipherIn, plain);
          cipherIn.compact();
          if (result.getStatus() == Status.BUFFER_UNDERFLOW && channel.read(cipherIn) < 0) {
            throw new IOException("the connection ended in the handshake");
          }
        }
        case NEED_TASK -> runTasks();
        case FINISHED, NOT_HANDSHAKING -> {
          return;
        }
      }
    }
  }

  private void runTasks() {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
  }

  SocketChannel channel() {
    return channel;
  }

  /// Adds what has come to `plain`, which has room for whatever one read brings.
  ///
  /// @return whether the peer may send more
  boolean read(ByteBuffer plain) throws IOException {
    int count = channel.read(cipherIn);
    cipherIn.flip();
    while (cipherIn.hasRemaining()) {
      SSLEngineResult result = engine.unwrap(cipherIn, plain);
      if (result.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_TASK) {
        runTasks();
      }
      if (result.getStatus() == Status.CLOSED) {
        cipherIn.compact();
        return false;
      }
      if (result.getStatus() == Status.BUFFER_OVERFLOW) {
        throw new IOException("a message that is larger than any the generator expects");
      }
      if (result.getStatus() == Status.BUFFER_UNDERFLOW) {
        break;
      }
    }
    cipherIn.compact();
    return count >= 0;
  }

  /// Encrypts all of `plain` and sends as much as the socket takes.
  void write(ByteBuffer plain) throws IOException {
    while (plain.hasRemaining()) {
      SSLEngineResult result = engine.wrap(plain, cipherOut);
      if (result.getStatus() == Status.BUFFER_OVERFLOW) {
        ByteBuffer larger = ByteBuffer.allocate(2 * cipherOut.capacity());
        larger.put(cipherOut.flip());
        cipherOut = larger;
      } else if (result.getStatus() == Status.CLOSED) {
        throw new IOException("the connection is closed");
      }
    }
    flush();
  }

  /// Sends what is encrypted and not sent.
  ///
  /// @return whether all is sent
  boolean flush() throws IOException {
    cipherOut.flip();
    if (cipherOut.hasRemaining()) {
      channel.write(cipherOut);
    }
    boolean all = !cipherOut.hasRemaining();
    cipherOut.compact();
    return all;
  }
}
