package org.sealpost.server;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.sealpost.protocol.BasicCredentials;
import org.sealpost.protocol.proto.WebSocketMessage;
import org.sealpost.protocol.proto.WebSocketRequestMessage;
import org.sealpost.protocol.proto.WebSocketResponseMessage;

/// A WebSocket on which a test writes what it likes and sees every frame.
final class RawSocket implements WebSocket.Listener, AutoCloseable {
  private static final long PATIENCE_SECONDS = 30;

  private final HttpClient client;
  private final ByteArrayOutputStream assembling = new ByteArrayOutputStream();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();

  /// Guarded by itself.
  private final List<WebSocketMessage> received = new ArrayList<>();

  private @Nullable WebSocket socket;
  private boolean readsOneFrame;

  private RawSocket(HttpClient client) {
    this.client = client;
  }

  static RawSocket open(TestServer server, String path, Optional<BasicCredentials> credentials)
      throws Exception {
    HttpClient client =
        HttpClient.newBuilder().sslContext(trusting(server.profile().caPem())).build();
    return open(new RawSocket(client), server, path, credentials);
  }

  /// A socket that reads its first frame and no other: it does not see a close.
  static RawSocket openForOneFrame(TestServer server, String path, BasicCredentials credentials)
      throws Exception {
    HttpClient client =
        HttpClient.newBuilder().sslContext(trusting(server.profile().caPem())).build();
    RawSocket raw = new RawSocket(client);
    raw.readsOneFrame = true;
    return open(raw, server, path, Optional.of(credentials));
  }

  private static RawSocket open(
      RawSocket raw, TestServer server, String path, Optional<BasicCredentials> credentials)
      throws Exception {
    WebSocket.Builder builder = raw.client.newWebSocketBuilder();
    credentials.ifPresent(pair -> builder.header("Authorization", pair.toHeader()));
    raw.socket =
        builder
            .buildAsync(URI.create(server.server().url().replace("https", "wss") + path), raw)
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return raw;
  }

  static SSLContext trusting(String pem) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry(
        "ca",
        CertificateFactory.getInstance("X.509")
            .generateCertificate(
                new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII))));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  void write(byte[] frame) throws Exception {
    opened().sendBinary(ByteBuffer.wrap(frame), true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /// The beginning of a message whose end comes later or never.
  void writePart(byte[] part) throws Exception {
    opened().sendBinary(ByteBuffer.wrap(part), false).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  void writeText(String text) throws Exception {
    opened().sendText(text, true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  void request(WebSocketRequestMessage.Builder request) throws Exception {
    write(
        WebSocketMessage.newBuilder()
            .setType(WebSocketMessage.Type.REQUEST)
            .setRequest(request)
            .build()
            .toByteArray());
  }

  void respond(long id, int status) throws Exception {
    write(
        WebSocketMessage.newBuilder()
            .setType(WebSocketMessage.Type.RESPONSE)
            .setResponse(WebSocketResponseMessage.newBuilder().setId(id).setStatus(status))
            .build()
            .toByteArray());
  }

  private WebSocket opened() {
    WebSocket open = socket;
    if (open == null) {
      throw new IllegalStateException("not open");
    }
    return open;
  }

  /// Waits for a frame that fits, also among those that came before.
  WebSocketMessage await(Predicate<WebSocketMessage> fits) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    synchronized (received) {
      while (true) {
        for (WebSocketMessage message : received) {
          if (fits.test(message)) {
            return message;
          }
        }
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
          throw new IllegalStateException("no such frame came, " + received.size() + " others");
        }
        received.wait(left);
      }
    }
  }

  WebSocketResponseMessage awaitResponse(long id) throws InterruptedException {
    return await(message -> message.hasResponse() && message.getResponse().getId() == id)
        .getResponse();
  }

  WebSocketRequestMessage awaitRequest(String path) throws InterruptedException {
    return await(message -> message.hasRequest() && message.getRequest().getPath().equals(path))
        .getRequest();
  }

  List<WebSocketMessage> received() {
    synchronized (received) {
      return List.copyOf(received);
    }
  }

  int awaitClosed() throws Exception {
    return closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    assembling.writeBytes(bytes);
    if (last) {
      try {
        WebSocketMessage message = WebSocketMessage.parseFrom(assembling.toByteArray());
        synchronized (received) {
          received.add(message);
          received.notifyAll();
        }
      } catch (InvalidProtocolBufferException e) {
        closed.completeExceptionally(e);
      }
      assembling.reset();
    }
    if (!readsOneFrame) {
      from.request(1);
    }
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    closed.complete(code);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    closed.complete(1006);
  }

  /// Ends the connection without a word.
  void abort() {
    opened().abort();
  }

  @Override
  public void close() {
    abort();
    client.shutdownNow();
  }
}
