package org.sealpost.interop;

import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.whispersystems.signalservice.api.groupsv2.ClientZkOperations;
import org.whispersystems.signalservice.api.util.CredentialsProvider;
import org.whispersystems.signalservice.api.util.UptimeSleepTimer;
import org.whispersystems.signalservice.api.websocket.HealthMonitor;
import org.whispersystems.signalservice.api.websocket.SignalWebSocket;
import org.whispersystems.signalservice.internal.configuration.SignalServiceConfiguration;
import org.whispersystems.signalservice.internal.push.PushServiceSocket;
import org.whispersystems.signalservice.internal.websocket.OkHttpWebSocketConnection;
import org.whispersystems.signalservice.internal.websocket.WebSocketConnection;

/// The library's ways to the server for one device: HTTP, and two sockets that open when they are
/// first used.
final class Connections implements HealthMonitor {

  static final String AGENT = "sealpost-interop";
  private static final long IDLE_MILLIS = 60_000;

  private final ClientProfile profile;
  private final Trace trace;
  private final CredentialsProvider credentials;
  private final SignalServiceConfiguration configuration;
  private final PushServiceSocket http;
  private final SignalWebSocket.AuthenticatedWebSocket authenticated;
  private final SignalWebSocket.UnauthenticatedWebSocket anonymous;
  private final BlockingQueue<Long> keepAlives = new LinkedBlockingQueue<>();

  Connections(ClientProfile profile, Trace trace, CredentialsProvider credentials) {
    this.profile = profile;
    this.trace = trace;
    this.credentials = credentials;
    this.configuration = profile.configuration(trace);
    this.http =
        new PushServiceSocket(
            configuration,
            credentials,
            AGENT,
            ClientZkOperations.create(configuration).getProfileOperations(),
            false);
    var timer = new UptimeSleepTimer();
    this.authenticated =
        new SignalWebSocket.AuthenticatedWebSocket(
            () -> socket(Optional.of(credentials)), timer, IDLE_MILLIS);
    this.anonymous =
        new SignalWebSocket.UnauthenticatedWebSocket(
            () -> socket(Optional.empty()), timer, IDLE_MILLIS);
  }

  ClientProfile profile() {
    return profile;
  }

  Trace trace() {
    return trace;
  }

  CredentialsProvider credentials() {
    return credentials;
  }

  SignalServiceConfiguration configuration() {
    return configuration;
  }

  PushServiceSocket http() {
    return http;
  }

  SignalWebSocket.AuthenticatedWebSocket authenticated() {
    return authenticated;
  }

  SignalWebSocket.UnauthenticatedWebSocket anonymous() {
    return anonymous;
  }

  /// The ids of answered keep-alives, in the order of their answers.
  BlockingQueue<Long> keepAlives() {
    return keepAlives;
  }

  @Override
  public void onKeepAliveResponse(long sentTimestamp, boolean isIdentifiedWebSocket) {
    keepAlives.add(sentTimestamp);
  }

  @Override
  public void onMessageError(int status, boolean isIdentifiedWebSocket) {
    // Statuses are in the trace.
  }

  private WebSocketConnection socket(Optional<CredentialsProvider> login) {
    var way = login.isPresent() ? Trace.Way.AUTHENTICATED_SOCKET : Trace.Way.ANONYMOUS_SOCKET;
    return new TracedConnection(
        new OkHttpWebSocketConnection(way.name(), configuration, login, AGENT, this, false),
        way,
        trace);
  }
}
