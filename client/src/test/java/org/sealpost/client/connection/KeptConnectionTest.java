package org.sealpost.client.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.IncomingRequest;
import org.sealpost.client.transport.Service;
import org.sealpost.client.transport.ServiceSocket;
import org.sealpost.client.transport.StubServer;
import org.sealpost.protocol.BasicCredentials;
import org.sealpost.protocol.proto.WebSocketMessage;
import org.sealpost.protocol.proto.WebSocketResponseMessage;

class KeptConnectionTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final BasicCredentials CREDENTIALS = new BasicCredentials("a", "b");

  private final BlockingQueue<ConnectionState> states = new LinkedBlockingQueue<>();
  private final ConnectionEvents events =
      new ConnectionEvents() {
        @Override
        public void request(ServiceSocket socket, IncomingRequest request) {}

        @Override
        public void state(ConnectionState state) {
          states.add(state);
        }
      };

  private static void answer(StubServer.Peer peer, WebSocketMessage request) throws IOException {
    peer.send(
        WebSocketMessage.newBuilder()
            .setType(WebSocketMessage.Type.RESPONSE)
            .setResponse(
                WebSocketResponseMessage.newBuilder()
                    .setId(request.getRequest().getId())
                    .setStatus(200))
            .build());
  }

  @Test
  void aConnectionThatEndsIsOpenedAgain() throws Exception {
    BlockingQueue<StubServer.Peer> peers = new LinkedBlockingQueue<>();
    AtomicInteger refusals = new AtomicInteger(2);
    StubServer.Handler handler =
        new StubServer.Handler() {
          @Override
          public int upgrade(String path, List<String> headers) {
            return refusals.getAndDecrement() > 0 ? 503 : 101;
          }

          @Override
          public void opened(StubServer.Peer peer) {
            peers.add(peer);
          }

          @Override
          public void received(StubServer.Peer peer, WebSocketMessage message) throws IOException {
            answer(peer, message);
          }
        };
    try (StubServer server = new StubServer(handler);
        Service service = server.service();
        KeptConnection connection = new KeptConnection(service, CREDENTIALS, events)) {
      connection.start();
      assertThat(connection.request(Call.get("/one"), PATIENCE).status()).isEqualTo(200);
      for (int i = 0; i < 2; i++) {
        StubServer.Peer peer = peers.poll(60, TimeUnit.SECONDS);
        assertThat(peer).isNotNull();
        // One that is cut before this side has it was never a connection.
        awaitStates(2 * (i + 1));
        peer.cut();
      }
      assertThat(peers.poll(60, TimeUnit.SECONDS)).isNotNull();
      assertThat(connection.request(Call.get("/two"), PATIENCE).status()).isEqualTo(200);

      connection.stop();
      assertThat(connection.state()).isEqualTo(ConnectionState.OFFLINE);
      assertThat(states)
          .containsExactly(
              ConnectionState.CONNECTING,
              ConnectionState.CONNECTED,
              ConnectionState.CONNECTING,
              ConnectionState.CONNECTED,
              ConnectionState.CONNECTING,
              ConnectionState.CONNECTED,
              ConnectionState.OFFLINE);
      assertThatThrownBy(() -> connection.request(Call.get("/three"), PATIENCE))
          .hasMessage("this device is offline");
    }
  }

  private void awaitStates(int count) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (states.size() < count) {
      assertThat(System.nanoTime()).as("time").isLessThan(end);
      Thread.onSpinWait();
    }
  }

  @Test
  void whoIsNotKnownAnyMoreStopsTrying() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    StubServer.Handler handler =
        new StubServer.Handler() {
          @Override
          public int upgrade(String path, List<String> headers) {
            tries.incrementAndGet();
            return 403;
          }
        };
    try (StubServer server = new StubServer(handler);
        Service service = server.service();
        KeptConnection connection = new KeptConnection(service, CREDENTIALS, events)) {
      connection.start();
      assertThat(connection.await(ConnectionState.REJECTED, PATIENCE)).isTrue();
      assertThatThrownBy(() -> connection.request(Call.get("/one"), PATIENCE))
          .hasMessage("the server does not know this device any more");
      connection.start();
      assertThat(connection.state()).isEqualTo(ConnectionState.REJECTED);
      assertThat(tries).hasValue(1);
    }
  }

  @Test
  void aSocketWhoseKeepAliveIsNotAnsweredIsGivenUp() throws Exception {
    BlockingQueue<StubServer.Peer> opened = new LinkedBlockingQueue<>();
    BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    AtomicBoolean answers = new AtomicBoolean();
    StubServer.Handler handler =
        new StubServer.Handler() {
          @Override
          public void opened(StubServer.Peer peer) {
            opened.add(peer);
          }

          @Override
          public void received(StubServer.Peer peer, WebSocketMessage message) throws IOException {
            asked.add(message.getRequest().getPath());
            if (answers.get()) {
              answer(peer, message);
            }
          }
        };
    try (StubServer server = new StubServer(handler);
        Service service = server.service();
        KeptConnection connection =
            new KeptConnection(
                service,
                CREDENTIALS,
                events,
                new KeptConnection.KeepAlive(Duration.ofMillis(20), Duration.ofMillis(20)))) {
      connection.start();
      // The stub has a thread for each connection: which of them is first is not said.
      assertThat(opened.poll(60, TimeUnit.SECONDS)).isNotNull();
      assertThat(opened.poll(60, TimeUnit.SECONDS)).isNotNull();
      assertThat(asked.poll(60, TimeUnit.SECONDS)).isEqualTo("/v1/keepalive");
      answers.set(true);
    }
  }

  @Test
  void theWaitBetweenTriesGrowsAndIsBounded() {
    Backoff backoff = new Backoff(RandomGenerator.of("L64X128MixRandom"));
    Duration longest = Duration.ZERO;
    for (int i = 0; i < 40; i++) {
      Duration next = backoff.next();
      Duration least = Duration.ofMillis(Math.min(30_000, 100L << Math.min(i, 9))).dividedBy(2);
      assertThat(next).isBetween(least, least.multipliedBy(2));
      longest = next.compareTo(longest) > 0 ? next : longest;
    }
    assertThat(longest).isGreaterThan(Duration.ofSeconds(15));
    backoff.reset();
    assertThat(backoff.next()).isLessThanOrEqualTo(Duration.ofMillis(100));
  }
}
