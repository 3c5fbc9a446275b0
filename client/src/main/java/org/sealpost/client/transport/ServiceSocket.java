package org.sealpost.client.transport;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.proto.WebSocketMessage;
import org.sealpost.protocol.proto.WebSocketRequestMessage;
import org.sealpost.protocol.proto.WebSocketResponseMessage;

/// One WebSocket of the service: requests go out under random 64-bit ids and are answered in any
/// order; requests of the server come in to [SocketEvents]. Wire interface, messages and websocket,
/// A2 and A3. Bounded: at most [#MAX_IN_FLIGHT] requests wait for an answer. Safe for any number of
/// threads; nothing reconnects by itself.
public final class ServiceSocket implements Answers, AutoCloseable {
  public static final int MAX_IN_FLIGHT = 256;
  private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(30);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Map<Long, CompletableFuture<Reply>> waiting = new ConcurrentHashMap<>();
  private final Semaphore places = new Semaphore(MAX_IN_FLIGHT);
  private final ReentrantLock writing = new ReentrantLock();
  private final CompletableFuture<SocketClosed> closed = new CompletableFuture<>();
  private final CompletableFuture<WebSocket> socket = new CompletableFuture<>();
  private final SocketEvents events;

  private ServiceSocket(SocketEvents events) {
    this.events = events;
  }

  static ServiceSocket open(
      WebSocket.Builder builder, URI uri, SocketEvents events, Executor threads)
      throws IOException {
    ServiceSocket opened = new ServiceSocket(events);
    try {
      opened.socket.complete(
          builder.buildAsync(uri, new FrameReader(opened, threads)).get(60, TimeUnit.SECONDS));
      return opened;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof WebSocketHandshakeException refused) {
        throw new UpgradeRefused(refused.getResponse().statusCode());
      }
      throw new IOException("the WebSocket cannot be opened", e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("the WebSocket was not opened in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while opening the WebSocket", e);
    }
  }

  /// Sends a request and waits for its answer.
  ///
  /// @throws IOException when the socket closed before, or the answer took longer than `timeout`:
  ///   the request may or may not have been carried out
  public Reply request(Call call, Duration timeout) throws IOException {
    CompletableFuture<Reply> answer = start(call);
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IOException(call.label() + " was not answered", e.getCause());
    } catch (TimeoutException e) {
      answer.completeExceptionally(e);
      throw new IOException(call.label() + " was not answered in time", e);
    } catch (InterruptedException e) {
      answer.completeExceptionally(e);
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for " + call.label(), e);
    }
  }

  /// Sends a request and returns once it is written, so that one thread can have many under way in
  /// the order it made them. Waits for a place when [#MAX_IN_FLIGHT] are unanswered.
  public CompletableFuture<Reply> start(Call call) throws IOException {
    acquirePlace();
    long id = RANDOM.nextLong();
    CompletableFuture<Reply> answer = new CompletableFuture<>();
    var _ =
        answer.whenComplete((_, _) -> {
          waiting.remove(id);
          places.release();
        });
    waiting.put(id, answer);
    try {
      var request =
          WebSocketRequestMessage.newBuilder()
              .setVerb(call.method())
              .setPath(call.path())
              .setId(id);
      call.headers().forEach((name, value) -> request.addHeaders(name + ":" + value));
      if (!call.body().isEmpty()) {
        request.setBody(ByteString.copyFrom(call.body().unsafeArray()));
      }
      write(
          WebSocketMessage.newBuilder()
              .setType(WebSocketMessage.Type.REQUEST)
              .setRequest(request)
              .build());
      if (closed.isDone()) {
        // It may have ended before this request stood among those that wait.
        answer.completeExceptionally(new IOException("the WebSocket is closed"));
      }
    } catch (IOException e) {
      answer.completeExceptionally(e);
      throw e;
    }
    return answer;
  }

  private void acquirePlace() throws IOException {
    try {
      places.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting to send", e);
    }
  }

  @Override
  public void respond(long id, int status, String message) throws IOException {
    write(
        WebSocketMessage.newBuilder()
            .setType(WebSocketMessage.Type.RESPONSE)
            .setResponse(
                WebSocketResponseMessage.newBuilder()
                    .setId(id)
                    .setStatus(status)
                    .setMessage(message))
            .build());
  }

  private void write(WebSocketMessage message) throws IOException {
    writeFrame(Bytes.wrap(message.toByteArray()));
  }

  /// Writes one binary frame as it is. For tests of what a server does with frames that are not
  /// right.
  public void writeFrame(Bytes frame) throws IOException {
    writing.lock();
    try {
      socket
          .join()
          .sendBinary(frame.asReadOnlyBuffer(), true)
          .get(WRITE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      cut();
      throw new IOException("the WebSocket is closed", e.getCause());
    } catch (TimeoutException e) {
      cut();
      throw new IOException("the server reads nothing", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while writing", e);
    } finally {
      writing.unlock();
    }
  }

  void received(Bytes frame) {
    try {
      WebSocketMessage message = WebSocketMessage.parseFrom(frame.unsafeArray());
      switch (message.getType()) {
        case REQUEST -> events.request(this, incoming(message.getRequest()));
        case RESPONSE -> answered(message.getResponse());
        case UNKNOWN -> {}
      }
    } catch (InvalidProtocolBufferException e) {
      closeWith(1007, "Badly formatted");
    }
  }

  private void answered(WebSocketResponseMessage response) {
    CompletableFuture<Reply> answer = waiting.get(response.getId());
    if (answer != null) {
      answer.complete(
          new Reply(
              response.getStatus(),
              headers(response.getHeadersList()),
              Bytes.wrap(response.getBody().toByteArray())));
    }
  }

  private static IncomingRequest incoming(WebSocketRequestMessage request) {
    return new IncomingRequest(
        request.getId(),
        request.getVerb(),
        request.getPath(),
        headers(request.getHeadersList()),
        Bytes.wrap(request.getBody().toByteArray()));
  }

  private static Map<String, String> headers(List<String> lines) {
    Map<String, String> headers = new HashMap<>();
    for (String line : lines) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.put(
            line.substring(0, colon).trim().toLowerCase(Locale.ROOT),
            line.substring(colon + 1).trim());
      }
    }
    return headers;
  }

  void ended(SocketClosed why) {
    if (closed.complete(why)) {
      IOException cause = new IOException("the WebSocket closed (" + why.code() + ")");
      List.copyOf(waiting.values()).forEach(answer -> answer.completeExceptionally(cause));
      events.closed(this, why);
    }
  }

  void writeTo(WebSocket opened) {
    socket.complete(opened);
  }

  public boolean isOpen() {
    return !closed.isDone();
  }

  /// Done when the socket is.
  public CompletableFuture<SocketClosed> closed() {
    return closed.copy();
  }

  /// Closes in good order.
  @Override
  public void close() {
    closeWith(SocketClosed.NORMAL, "OK");
  }

  private void closeWith(int code, String reason) {
    WebSocket opened = socket.getNow(null);
    if (opened == null || !isOpen()) {
      return;
    }
    writing.lock();
    try {
      opened.sendClose(code, reason).get(5, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // It is going away either way.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      writing.unlock();
    }
    opened.abort();
    ended(new SocketClosed(code, reason));
  }

  /// Ends the connection without a word, as a network does that goes away.
  public void cut() {
    WebSocket opened = socket.getNow(null);
    if (opened != null) {
      opened.abort();
    }
    ended(SocketClosed.CUT);
  }
}
