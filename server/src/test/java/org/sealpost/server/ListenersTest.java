package org.sealpost.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.client.transport.Call;
import org.sealpost.config.SealpostConfig;
import org.sealpost.server.boot.CannotStart;
import org.sealpost.server.boot.SealpostServer;
import org.sealpost.server.ops.Logging;

/// One TLS port for HTTP/2 and HTTP/1.1, certificates of one's own, and no TLS on loopback.
class ListenersTest {
  @TempDir private Path folder;

  private static HttpResponse<String> about(HttpClient client, String url) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(url + "/about")).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static HttpClient client(String caPem, HttpClient.Version version) throws Exception {
    return HttpClient.newBuilder().sslContext(RawSocket.trusting(caPem)).version(version).build();
  }

  private SealpostConfig written(String yaml) throws Exception {
    Path file = Files.writeString(folder.resolve("sealpost.yml"), yaml);
    Logging.bootstrap();
    return SealpostConfig.read(file, SealpostServer.standardLimits());
  }

  @Test
  void onePortSpeaksBothVersionsAndTls13Alone() throws Exception {
    try (TestServer server = TestServer.start(folder.resolve("data"))) {
      String pem = server.profile().caPem();
      for (HttpClient.Version version :
          List.of(HttpClient.Version.HTTP_1_1, HttpClient.Version.HTTP_2)) {
        try (HttpClient client = client(pem, version)) {
          HttpResponse<String> about = about(client, server.server().url());
          assertThat(about.version()).isEqualTo(version);
          assertThat(about.body()).contains("AGPL-3.0-only", "\"source\":\"https://");
          assertThat(about.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
        }
      }
      try (SSLSocket old =
          (SSLSocket)
              RawSocket.trusting(pem)
                  .getSocketFactory()
                  .createSocket("127.0.0.1", server.server().port())) {
        old.setEnabledProtocols(new String[] {"TLSv1.2"});
        assertThatThrownBy(old::startHandshake).isInstanceOf(SSLHandshakeException.class);
      }
    }
  }

  @Test
  void certificatesOfOnesOwnAreServed() throws Exception {
    String pem;
    try (TestServer other = TestServer.start(folder.resolve("other"))) {
      pem = other.profile().caPem();
    }
    Path tls = folder.resolve("other").resolve("tls");
    SealpostConfig config =
        written(
            "listener: {port: 0, tlsCertificate: %s, tlsKey: %s}"
                .formatted(tls.resolve("server.pem"), tls.resolve("server.key")));
    try (SealpostServer server = SealpostServer.start(config, folder.resolve("data"));
        HttpClient client = client(pem, HttpClient.Version.HTTP_2)) {
      assertThat(about(client, server.url()).statusCode()).isEqualTo(200);
      assertThat(Files.exists(folder.resolve("data").resolve("tls"))).isFalse();
    }
    SealpostConfig noKey =
        written(
            "listener: {port: 0, tlsCertificate: %s, tlsKey: %s}"
                .formatted(tls.resolve("server.pem"), tls.resolve("ca.pem")));
    assertThatThrownBy(() -> SealpostServer.start(noKey, folder.resolve("data")))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("holds no private key in PKCS #8 PEM form");
  }

  @Test
  void withoutTlsOnLoopback() throws Exception {
    SealpostConfig config = written("listener: {port: 0, plaintext: true}");
    try (SealpostServer server = SealpostServer.start(config, folder.resolve("data"));
        HttpClient client = HttpClient.newHttpClient()) {
      assertThat(server.url()).startsWith("http://127.0.0.1:");
      assertThat(about(client, server.url()).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aFailedStartLetsGoOfTheFolder() throws Exception {
    try (TestServer server = TestServer.start(folder.resolve("data"))) {
      SealpostConfig taken = written("listener: {port: %d}".formatted(server.server().port()));
      Path data = folder.resolve("second");
      assertThatThrownBy(() -> SealpostServer.start(taken, data)).isInstanceOf(CannotStart.class);
      try (TestServer second = TestServer.start(data)) {
        assertThat(second.service().call(Call.get("/about")).status()).isEqualTo(200);
      }
    }
  }
}
