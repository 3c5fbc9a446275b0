package org.sealpost.client.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.sealpost.protocol.BasicCredentials;
import org.sealpost.protocol.proto.WebSocketMessage;
import org.sealpost.protocol.proto.WebSocketRequestMessage;
import org.sealpost.protocol.proto.WebSocketResponseMessage;

class ServiceSocketTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static WebSocketMessage answer(WebSocketMessage request, int status, String body) {
    return WebSocketMessage.newBuilder()
        .setType(WebSocketMessage.Type.RESPONSE)
        .setResponse(
            WebSocketResponseMessage.newBuilder()
                .setId(request.getRequest().getId())
                .setStatus(status)
                .setMessage("OK")
                .addHeaders("X-Signal-Timestamp: 17")
                .setBody(ByteString.copyFromUtf8(body)))
        .build();
  }

  @Test
  void answersFindTheirRequestsInAnyOrder() throws Exception {
    List<WebSocketMessage> held = new ArrayList<>();
    StubServer.Handler answersPairsBackwards =
        new StubServer.Handler() {
          @Override
          public void received(StubServer.Peer peer, WebSocketMessage message) throws IOException {
            held.add(message);
            if (held.size() == 2) {
              peer.send(answer(held.get(1), 404, held.get(1).getRequest().getPath()));
              peer.send(answer(held.get(0), 200, held.get(0).getRequest().getPath()));
            }
          }
        };
    try (StubServer server = new StubServer(answersPairsBackwards);
        Service service = server.service();
        ServiceSocket socket = service.connectAnonymously(SocketEvents.NONE)) {
      CompletableFuture<Reply> first = socket.start(Call.get("/first"));
      CompletableFuture<Reply> second = socket.start(Call.get("/second").with("a", "b"));

      assertThat(second.get(60, TimeUnit.SECONDS).status()).isEqualTo(404);
      Reply answered = first.get(60, TimeUnit.SECONDS);
      assertThat(answered.status()).isEqualTo(200);
      assertThat(new String(answered.body().toByteArray(), StandardCharsets.UTF_8))
          .isEqualTo("/first");
      assertThat(answered.header("x-signal-timestamp")).hasValue("17");
      assertThat(held.get(1).getRequest().getHeadersList()).containsExactly("a:b");
      assertThat(held.get(0).getRequest().getId()).isNotEqualTo(held.get(1).getRequest().getId());
    }
  }

  @Test
  void requestsOfTheServerAreAnsweredUnderTheirId() throws Exception {
    BlockingQueue<WebSocketMessage> answers = new LinkedBlockingQueue<>();
    // What comes in one breath with the answer to the handshake is the JDK's to keep; seen to be
    // lost
    // on a busy machine.
    CompletableFuture<Void> connected = new CompletableFuture<>();
    StubServer.Handler pushes =
        new StubServer.Handler() {
          @Override
          public void opened(StubServer.Peer peer) throws IOException {
            connected.join();
            // In two fragments, the way a server may write a large message.
            byte[] frame =
                WebSocketMessage.newBuilder()
                    .setType(WebSocketMessage.Type.REQUEST)
                    .setRequest(
                        WebSocketRequestMessage.newBuilder()
                            .setVerb("PUT")
                            .setPath("/api/v1/message")
                            .setId(-7)
                            .addHeaders("X-Signal-Timestamp:5")
                            .setBody(ByteString.copyFrom(new byte[100_000])))
                    .build()
                    .toByteArray();
            peer.sendFrame(0x02, Arrays.copyOf(frame, 70_000));
            peer.sendFrame(0x80, Arrays.copyOfRange(frame, 70_000, frame.length));
          }

          @Override
          public void received(StubServer.Peer peer, WebSocketMessage message) {
            answers.add(message);
          }
        };
    BlockingQueue<IncomingRequest> requests = new LinkedBlockingQueue<>();
    SocketEvents acknowledges =
        new SocketEvents() {
          @Override
          public void request(ServiceSocket socket, IncomingRequest request) {
            requests.add(request);
            try {
              socket.respond(request.id(), 200, "OK");
            } catch (IOException e) {
              throw new IllegalStateException(e);
            }
          }

          @Override
          public void closed(ServiceSocket socket, SocketClosed why) {}
        };
    try (StubServer server = new StubServer(pushes);
        Service service = server.service();
        ServiceSocket _ = service.connectAnonymously(acknowledges)) {
      connected.complete(null);
      IncomingRequest request = requests.poll(60, TimeUnit.SECONDS);
      assertThat(request.path()).isEqualTo(IncomingRequest.MESSAGE);
      assertThat(request.body().size()).isEqualTo(100_000);
      assertThat(request.headers()).containsEntry("x-signal-timestamp", "5");
      WebSocketMessage answer = answers.poll(60, TimeUnit.SECONDS);
      assertThat(answer.getResponse().getId()).isEqualTo(-7);
      assertThat(answer.getResponse().getStatus()).isEqualTo(200);
    }
  }

  @Test
  void theCloseCodeIsTold() throws Exception {
    CompletableFuture<SocketClosed> told = new CompletableFuture<>();
    StubServer.Handler displaces =
        new StubServer.Handler() {
          @Override
          public void received(StubServer.Peer peer, WebSocketMessage message) throws IOException {
            peer.sendClose(4409, "Connected elsewhere");
          }
        };
    SocketEvents listens =
        new SocketEvents() {
          @Override
          public void request(ServiceSocket socket, IncomingRequest request) {}

          @Override
          public void closed(ServiceSocket socket, SocketClosed why) {
            told.complete(why);
          }
        };
    try (StubServer server = new StubServer(displaces);
        Service service = server.service();
        ServiceSocket socket = service.connectAnonymously(listens)) {
      assertThatThrownBy(() -> socket.request(Call.get("/v1/keepalive"), PATIENCE))
          .isInstanceOf(IOException.class)
          .hasMessage("GET /v1/keepalive was not answered");
      assertThat(told.get(60, TimeUnit.SECONDS))
          .isEqualTo(new SocketClosed(SocketClosed.CONNECTED_ELSEWHERE, "Connected elsewhere"));
      assertThat(socket.isOpen()).isFalse();
    }
  }

  @Test
  void aConnectionThatGoesAwayFailsWhatWaits() throws Exception {
    StubServer.Handler cuts =
        new StubServer.Handler() {
          @Override
          public void received(StubServer.Peer peer, WebSocketMessage message) throws IOException {
            peer.cut();
          }
        };
    try (StubServer server = new StubServer(cuts);
        Service service = server.service();
        ServiceSocket socket = service.connectAnonymously(SocketEvents.NONE)) {
      assertThatThrownBy(() -> socket.request(Call.get("/a"), PATIENCE))
          .isInstanceOf(IOException.class);
      assertThat(socket.closed().get(60, TimeUnit.SECONDS).code()).isEqualTo(SocketClosed.LOST);
    }
  }

  @Test
  void aRefusedUpgradeTellsTheStatus() throws Exception {
    StubServer.Handler refuses =
        new StubServer.Handler() {
          @Override
          public int upgrade(String path, List<String> headers) {
            String basic = "Authorization: " + new BasicCredentials("a", "b").toHeader();
            return headers.contains(basic) && path.equals("/v1/websocket/") ? 403 : 500;
          }
        };
    try (StubServer server = new StubServer(refuses);
        Service service = server.service()) {
      assertThatThrownBy(() -> service.connect(new BasicCredentials("a", "b"), SocketEvents.NONE))
          .isInstanceOfSatisfying(
              UpgradeRefused.class,
              refused -> {
                assertThat(refused.status()).isEqualTo(403);
                assertThat(refused.isFinal()).isTrue();
              });
    }
  }

  @Test
  void theServerWaitsWhileTheOwnerIsBusy() throws Exception {
    CompletableFuture<Void> connected = new CompletableFuture<>();
    CountDownLatch release = new CountDownLatch(1);
    BlockingQueue<Long> handled = new LinkedBlockingQueue<>();
    StubServer.Handler pushesMany =
        new StubServer.Handler() {
          @Override
          public void opened(StubServer.Peer peer) throws IOException {
            connected.join();
            for (long id = 1; id <= 3; id++) {
              peer.send(
                  WebSocketMessage.newBuilder()
                      .setType(WebSocketMessage.Type.REQUEST)
                      .setRequest(
                          WebSocketRequestMessage.newBuilder()
                              .setVerb("PUT")
                              .setPath("/api/v1/message")
                              .setId(id))
                      .build());
            }
          }
        };
    SocketEvents busy =
        new SocketEvents() {
          @Override
          public void request(ServiceSocket socket, IncomingRequest request) {
            handled.add(request.id());
            try {
              release.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          @Override
          public void closed(ServiceSocket socket, SocketClosed why) {}
        };
    try (StubServer server = new StubServer(pushesMany);
        Service service = server.service();
        ServiceSocket _ = service.connectAnonymously(busy)) {
      connected.complete(null);
      assertThat(handled.poll(60, TimeUnit.SECONDS)).isEqualTo(1);
      assertThat(handled).isEmpty();
      release.countDown();
      assertThat(handled.poll(60, TimeUnit.SECONDS)).isEqualTo(2);
      assertThat(handled.poll(60, TimeUnit.SECONDS)).isEqualTo(3);
    }
  }
}
