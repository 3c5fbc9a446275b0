package org.sealpost.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.client.testing.Acknowledging;
import org.sealpost.client.testing.FakeDevice;
import org.sealpost.client.transport.Call;
import org.sealpost.protocol.BasicCredentials;
import org.sealpost.protocol.json.OutgoingMessages;
import org.sealpost.protocol.json.ProvisioningBody;
import org.sealpost.protocol.json.WireJson;
import org.sealpost.protocol.proto.ProvisioningAddress;
import org.sealpost.protocol.proto.WebSocketMessage;
import org.sealpost.protocol.proto.WebSocketRequestMessage;
import org.sealpost.protocol.proto.WebSocketResponseMessage;

/// Frames, ids and close codes (wire interface, messages and websocket, part A).
class SocketTest {
  private static final String SOCKET = "/v1/websocket/";

  @TempDir private static Path folder;
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.start(folder.resolve("data"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static RawSocket anonymous() throws Exception {
    return RawSocket.open(server, SOCKET, Optional.empty());
  }

  private static WebSocketRequestMessage.Builder keepAlive() {
    return WebSocketRequestMessage.newBuilder().setVerb("GET").setPath("/v1/keepalive");
  }

  @Test
  void idsOfAllSixtyFourBitsAreEchoed() throws Exception {
    try (RawSocket socket = anonymous()) {
      for (long id : new long[] {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
        socket.request(keepAlive().setId(id));
        WebSocketResponseMessage response = socket.awaitResponse(id);
        assertThat(response.getStatus()).isEqualTo(200);
        assertThat(response.getMessage()).isEqualTo("OK");
        assertThat(response.getHeadersList())
            .anyMatch(header -> header.matches("X-Signal-Timestamp:\\d+"));
      }
    }
  }

  @Test
  void whatADisplacedConnectionAnswersBeforeItKnowsStillCounts() throws Exception {
    FakeDevice alice = server.accounts().register();
    FakeDevice bob = server.accounts().register().acknowledging(Acknowledging.WITHHELD);
    alice.sendText("one", bob);
    try (RawSocket older = RawSocket.openForOneFrame(server, SOCKET, bob.credentials())) {
      long request = older.awaitRequest("/api/v1/message").getId();
      int waiting = bob.connect().awaitQueueEmpty();
      assertThat(waiting).isEqualTo(1);

      older.respond(request, 200);

      Instant deadline = Instant.now().plus(FakeDevice.PATIENCE);
      while (waiting > 0 && Instant.now().isBefore(deadline)) {
        waiting = bob.connect().awaitQueueEmpty();
      }
      assertThat(waiting).isZero();
    }
  }

  @Test
  void aRequestWithoutIdIsCarriedOutAndNotAnswered() throws Exception {
    FakeDevice alice = server.accounts().register();
    FakeDevice bob = server.accounts().register().connect();
    try (RawSocket socket = RawSocket.open(server, SOCKET, Optional.of(alice.credentials()))) {
      byte[] body =
          WireJson.write(
                  new OutgoingMessages(
                      7, false, true, List.of(FakeDevice.message(bob, new byte[] {1}))))
              .toByteArray();
      socket.request(
          WebSocketRequestMessage.newBuilder()
              .setVerb("PUT")
              .setPath("/v1/messages/" + bob.aci().text())
              .addHeaders("content-type:application/json")
              .setBody(com.google.protobuf.ByteString.copyFrom(body)));
      bob.awaitEnvelopes(1);
      socket.request(keepAlive().setId(5));
      socket.awaitResponse(5);
      assertThat(socket.received().stream().filter(WebSocketMessage::hasResponse)).hasSize(1);
    }
  }

  @Test
  void badFramesCloseWith1007() throws Exception {
    List<byte[]> frames =
        List.of(
            new byte[] {(byte) 0xFF, 1, 2},
            new byte[0],
            WebSocketMessage.newBuilder()
                .setType(WebSocketMessage.Type.UNKNOWN)
                .build()
                .toByteArray(),
            WebSocketMessage.newBuilder()
                .setType(WebSocketMessage.Type.REQUEST)
                .build()
                .toByteArray(),
            WebSocketMessage.newBuilder()
                .setType(WebSocketMessage.Type.RESPONSE)
                .build()
                .toByteArray());
    for (byte[] frame : frames) {
      try (RawSocket socket = anonymous()) {
        socket.write(frame);
        assertThat(socket.awaitClosed()).isEqualTo(1007);
      }
    }
  }

  @Test
  void aTruncatedFrameClosesWith1007() throws Exception {
    byte[] whole =
        WebSocketMessage.newBuilder()
            .setType(WebSocketMessage.Type.REQUEST)
            .setRequest(keepAlive().setId(1))
            .build()
            .toByteArray();
    for (int length = 1; length < whole.length; length += 3) {
      try (RawSocket socket = anonymous()) {
        socket.write(java.util.Arrays.copyOf(whole, length));
        assertThat(socket.awaitClosed()).as("cut at %s", length).isEqualTo(1007);
      }
    }
  }

  @Test
  void aRequestHasSoManyHeadersAndSoLongOnesAndNoMore() throws Exception {
    try (RawSocket socket = anonymous()) {
      WebSocketRequestMessage.Builder most = keepAlive().setId(1);
      for (int i = 0; i < 64; i++) {
        most.addHeaders("h" + i + ":" + "x".repeat(200));
      }
      socket.request(most);
      assertThat(socket.awaitResponse(1).getStatus()).isEqualTo(200);
      socket.request(most.setId(2).addHeaders("one:more"));
      assertThat(socket.awaitClosed()).isEqualTo(1007);
    }
    try (RawSocket socket = anonymous()) {
      socket.request(keepAlive().setId(1).addHeaders("x".repeat(16 * 1024)));
      assertThat(socket.awaitClosed()).isEqualTo(1007);
    }
  }

  @Test
  void messagesUpTo512KibAreReadAndLargerOnesCloseTheSocket() throws Exception {
    try (RawSocket socket = anonymous()) {
      socket.request(
          WebSocketRequestMessage.newBuilder()
              .setVerb("POST")
              .setPath("/v1/verification/session")
              .setBody(com.google.protobuf.ByteString.copyFrom(new byte[500 * 1024]))
              .setId(3));
      assertThat(socket.awaitResponse(3).getStatus()).isEqualTo(400);
      socket.write(new byte[512 * 1024 + 1]);
      // a client that still writes may see the connection go instead
      assertThat(socket.awaitClosed()).isIn(1009, 1006);
    }
  }

  @Test
  void textIsPassedOver() throws Exception {
    try (RawSocket socket = anonymous()) {
      socket.writeText("hello");
      socket.request(keepAlive().setId(9));
      assertThat(socket.awaitResponse(9).getStatus()).isEqualTo(200);
    }
  }

  @Test
  void answersToRequestsThatWereNeverMadeArePassedOver() throws Exception {
    FakeDevice bob = server.accounts().register();
    try (RawSocket socket = RawSocket.open(server, SOCKET, Optional.of(bob.credentials()))) {
      socket.respond(42, 200);
      socket.respond(-42, 500);
      socket.request(keepAlive().setId(1));
      assertThat(socket.awaitResponse(1).getStatus()).isEqualTo(200);
    }
  }

  @Test
  void idsOfTheServerAreNotInOrderAndNotNegative() throws Exception {
    FakeDevice bob = server.accounts().register();
    Set<Long> ids = new HashSet<>();
    List<Long> inOrder = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      try (RawSocket socket = RawSocket.open(server, SOCKET, Optional.of(bob.credentials()))) {
        WebSocketRequestMessage empty = socket.awaitRequest("/api/v1/queue/empty");
        assertThat(empty.getHeadersList())
            .singleElement()
            .asString()
            .matches("X-Signal-Timestamp:\\d+");
        ids.add(empty.getId());
        inOrder.add(empty.getId());
      }
    }
    assertThat(ids).hasSize(8).allMatch(id -> id >= 0);
    assertThat(inOrder.stream().sorted().toList()).isNotEqualTo(inOrder);
  }

  /// Status line and headers of a handshake, as they are on the wire.
  private static List<String> handshake(String path, Optional<BasicCredentials> credentials)
      throws Exception {
    try (SSLSocket socket =
        (SSLSocket)
            RawSocket.trusting(server.profile().caPem())
                .getSocketFactory()
                .createSocket("127.0.0.1", server.server().port())) {
      StringBuilder request =
          new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n")
              .append("Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n")
              .append("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n")
              .append("Sec-WebSocket-Extensions: permessage-deflate\r\n");
      credentials.ifPresent(
          pair -> request.append("Authorization: ").append(pair.toHeader()).append("\r\n"));
      socket
          .getOutputStream()
          .write(request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      List<String> lines = new ArrayList<>();
      for (String line = reader.readLine(); line != null && !line.isEmpty(); ) {
        lines.add(line.toLowerCase(Locale.ROOT));
        line = reader.readLine();
      }
      return lines;
    }
  }

  @Test
  void everyHandshakeIsAnsweredWithTheTime() throws Exception {
    FakeDevice bob = server.accounts().register();
    for (String path : List.of("/v1/websocket", "/v1/websocket/")) {
      for (Optional<BasicCredentials> credentials :
          List.of(Optional.<BasicCredentials>empty(), Optional.of(bob.credentials()))) {
        List<String> open = handshake(path, credentials);
        assertThat(open.getFirst()).startsWith("http/1.1 101");
        assertThat(open).anyMatch(line -> line.matches("x-signal-timestamp: \\d+"));
        assertThat(open).noneMatch(line -> line.startsWith("sec-websocket-extensions"));
      }
    }
    List<String> refused =
        handshake(
            SOCKET, Optional.of(new BasicCredentials(bob.aci().text(), "wrong password at all")));
    assertThat(refused.getFirst()).startsWith("http/1.1 403");
    assertThat(refused).anyMatch(line -> line.matches("x-signal-timestamp: \\d+"));
  }

  @Test
  void aProvisioningSocketHearsItsAddressAndOneMessage() throws Exception {
    FakeDevice alice = server.accounts().register();
    try (RawSocket socket =
        RawSocket.open(server, "/v1/websocket/provisioning/", Optional.empty())) {
      WebSocketRequestMessage address = socket.awaitRequest("/v1/address");
      assertThat(address.getVerb()).isEqualTo("PUT");
      String where = ProvisioningAddress.parseFrom(address.getBody()).getAddress();
      socket.request(keepAlive().setId(2));
      assertThat(socket.awaitResponse(2).getStatus()).isEqualTo(200);

      Call relay =
          Call.json(
              "PUT",
              "/v1/provisioning/" + where.replace("=", "%3D"),
              new ProvisioningBody("AQIDBA=="));
      assertThat(alice.tunnelled(relay).status()).isEqualTo(204);
      WebSocketRequestMessage message = socket.awaitRequest("/v1/message");
      assertThat(message.getBody().toByteArray()).containsExactly(1, 2, 3, 4);
      socket.respond(message.getId(), 200);
      assertThat(socket.awaitClosed()).isEqualTo(1000);
      assertThat(alice.tunnelled(relay).status()).isEqualTo(404);
    }
  }

  @Test
  void aSlowClientHoldsUpNobodyElse() throws Exception {
    FakeDevice slow = server.accounts().register();
    FakeDevice bob = server.accounts().register().connect();
    slow.connect();
    slow.stall();
    for (int i = 0; i < 200; i++) {
      var _ = slow.openSocket().start(Call.get("/v1/accounts/whoami"));
    }
    FakeDevice alice = server.accounts().register();
    assertThat(alice.sendText("past it", bob).status()).isEqualTo(200);
    bob.awaitEnvelopes(1);
    slow.resume();
    assertThat(slow.tunnelled(Call.get("/v1/keepalive")).status()).isEqualTo(200);
  }
}
