package org.sealpost.interop;

import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Single;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.whispersystems.signalservice.api.websocket.WebSocketConnectionState;
import org.whispersystems.signalservice.internal.websocket.WebSocketConnection;
import org.whispersystems.signalservice.internal.websocket.WebSocketRequestMessage;
import org.whispersystems.signalservice.internal.websocket.WebSocketResponseMessage;
import org.whispersystems.signalservice.internal.websocket.WebsocketResponse;

/// The library's own socket, with the tunnelled requests written to a [Trace] as they are answered.
final class TracedConnection implements WebSocketConnection {

  private final WebSocketConnection socket;
  private final Trace.Way way;
  private final Trace trace;

  TracedConnection(WebSocketConnection socket, Trace.Way way, Trace trace) {
    this.socket = socket;
    this.way = way;
    this.trace = trace;
  }

  @Override
  public Single<WebsocketResponse> sendRequest(WebSocketRequestMessage request, long timeoutSeconds)
      throws IOException {
    return socket
        .sendRequest(request, timeoutSeconds)
        .doOnSuccess(
            answer -> trace.tunnelled(way, request.verb, request.path, answer.getStatus()));
  }

  @Override
  public String getName() {
    return socket.getName();
  }

  @Override
  public Observable<WebSocketConnectionState> connect() {
    return socket.connect();
  }

  @Override
  public boolean isDead() {
    return socket.isDead();
  }

  @Override
  public void disconnect() {
    socket.disconnect();
  }

  @Override
  public void sendKeepAlive() throws IOException {
    socket.sendKeepAlive();
  }

  @Override
  public Optional<WebSocketRequestMessage> readRequestIfAvailable() {
    return socket.readRequestIfAvailable();
  }

  @Override
  public WebSocketRequestMessage readRequest(long timeoutMillis)
      throws TimeoutException, IOException {
    return socket.readRequest(timeoutMillis);
  }

  @Override
  public void sendResponse(WebSocketResponseMessage response) throws IOException {
    socket.sendResponse(response);
  }
}
