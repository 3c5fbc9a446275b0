package org.sealpost.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.client.testing.FakeDevice;
import org.sealpost.client.transport.Call;

/// The admin listener has health and metrics and nothing else, for this machine alone.
class AdminTest {
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

  private static String get(String method, String path, String host) throws IOException {
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), server.server().adminPort())) {
      socket
          .getOutputStream()
          .write(
              (method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void healthSaysThatTheStoreAnswers() throws IOException {
    assertThat(get("GET", "/healthcheck", "localhost"))
        .startsWith("HTTP/1.1 200")
        .contains("\"storage\":{\"healthy\":true");
  }

  @Test
  void metricsCountRequestsByTemplateAndNameNobody() throws IOException {
    FakeDevice alice = server.accounts().register();
    FakeDevice bob = server.accounts().register().connect();
    alice.sendText("counted", bob);
    bob.awaitEnvelopes(1);
    alice.http(Call.get("/v2/keys/" + bob.aci().text() + "/*"));
    String metrics = get("GET", "/metrics", "127.0.0.1:9000");
    assertThat(metrics)
        .contains("path=\"/v1/messages/{serviceId}\"")
        .contains("path=\"/v2/keys/{serviceId}/{device}\"")
        .contains("sealpost_devices_connected")
        .doesNotContain(bob.aci().text())
        .doesNotContain(bob.number().e164().substring(1));
  }

  @Test
  void otherHostsPathsAndMethodsAreRefused() throws IOException {
    assertThat(get("GET", "/metrics", "evil.example")).startsWith("HTTP/1.1 403");
    assertThat(get("GET", "/healthcheck", "localhost.evil.example")).startsWith("HTTP/1.1 403");
    assertThat(get("POST", "/healthcheck", "localhost")).startsWith("HTTP/1.1 405");
    for (String path : List.of("/", "/tasks/gc", "/threads", "/ping", "/pprof", "/tasks")) {
      assertThat(get("GET", path, "localhost")).as(path).startsWith("HTTP/1.1 404");
    }
  }

  @Test
  void theMainListenerHasNeither() throws IOException {
    for (String path : List.of("/metrics", "/healthcheck")) {
      assertThat(server.service().call(Call.get(path)).status()).isEqualTo(404);
    }
    assertThat(server.service().call(Call.get("/about")).status()).isEqualTo(200);
  }
}
