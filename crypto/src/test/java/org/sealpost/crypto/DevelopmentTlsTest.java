package org.sealpost.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevelopmentTlsTest {
  @TempDir Path data;

  @Test
  void aClientThatTrustsTheAuthorityConnectsByEveryName() throws Exception {
    DevelopmentTls.TlsFiles files = tls(Instant.now()).prepare("mail.example");

    for (String name : List.of("localhost", "127.0.0.1", "::1", "mail.example")) {
      assertThat(handshake(files, name)).isEqualTo("TLSv1.3");
    }
    assertThatThrownBy(() -> handshake(files, "other.example"))
        .isInstanceOf(SSLHandshakeException.class);
  }

  @Test
  void laterStartsUseTheSameFiles() throws Exception {
    Instant now = Instant.now();
    DevelopmentTls.TlsFiles files = tls(now).prepare("host");
    byte[] chain = Files.readAllBytes(files.certificateChain());

    tls(now.plus(Duration.ofDays(300))).prepare("host");

    assertThat(Files.readAllBytes(files.certificateChain())).isEqualTo(chain);
  }

  @Test
  void theServersCertificateIsRenewedUnderTheSameAuthority() throws Exception {
    Instant now = Instant.now();
    DevelopmentTls.TlsFiles files = tls(now).prepare("host");
    byte[] authority = Files.readAllBytes(files.authority());
    byte[] chain = Files.readAllBytes(files.certificateChain());

    tls(now.plus(Duration.ofDays(370))).prepare("host");
    byte[] renewed = Files.readAllBytes(files.certificateChain());
    tls(now).prepare("new-name");

    assertThat(renewed).isNotEqualTo(chain);
    assertThat(Files.readAllBytes(files.certificateChain())).isNotEqualTo(renewed);
    assertThat(Files.readAllBytes(files.authority())).isEqualTo(authority);
    assertThat(handshake(files, "new-name")).isEqualTo("TLSv1.3");
  }

  @Test
  void onlyTheOwnerMayRead() throws IOException {
    DevelopmentTls.TlsFiles files = tls(Instant.now()).prepare("host");

    for (Path file : List.of(files.authority(), files.certificateChain(), files.privateKey())) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void damagedFilesAreNamedAndNotReplaced() throws IOException {
    DevelopmentTls.TlsFiles files = tls(Instant.now()).prepare("host");
    Files.writeString(files.certificateChain(), "no certificate");

    assertThatThrownBy(() -> tls(Instant.now()).prepare("host"))
        .isInstanceOf(KeysRefused.class)
        .hasMessageContaining("remove the folder");
  }

  @Test
  void aKeyThatIsNotTheCertificatesIsReplacedWithIt() throws Exception {
    DevelopmentTls.TlsFiles files = tls(Instant.now()).prepare("host");
    Files.copy(
        data.resolve("tls").resolve("ca.key"),
        files.privateKey(),
        StandardCopyOption.REPLACE_EXISTING);

    assertThat(handshake(tls(Instant.now()).prepare("host"), "host")).isEqualTo("TLSv1.3");
  }

  @Test
  void anAuthorityWhoseKeyWasTakenAwayStays() throws Exception {
    Instant now = Instant.now();
    DevelopmentTls.TlsFiles files = tls(now).prepare("host");
    byte[] authority = Files.readAllBytes(files.authority());
    Files.delete(data.resolve("tls").resolve("ca.key"));

    tls(now).prepare("host");
    assertThatThrownBy(() -> tls(now.plus(Duration.ofDays(370))).prepare("host"))
        .isInstanceOf(KeysRefused.class)
        .hasMessageContaining("ca.key is not there");

    assertThat(Files.readAllBytes(files.authority())).isEqualTo(authority);
  }

  @Test
  void theAuthorityMaySignNoOtherAuthority() throws Exception {
    DevelopmentTls.TlsFiles files = tls(Instant.now()).prepare("host");
    X509Certificate authority = Pem.readCertificates(files.authority()).getFirst();
    X509Certificate server = Pem.readCertificates(files.certificateChain()).getFirst();

    assertThat(authority.getBasicConstraints()).isZero();
    assertThat(server.getBasicConstraints()).isEqualTo(-1);
  }

  private DevelopmentTls tls(Instant now) {
    return new DevelopmentTls(
        data.resolve("tls"), Clock.fixed(now, ZoneOffset.UTC), new SecureRandom());
  }

  /// Connects over loopback and checks the certificate for the name; returns the TLS version.
  private static String handshake(DevelopmentTls.TlsFiles files, String name) throws Exception {
    try (SSLServerSocket server =
        (SSLServerSocket)
            serverContext(files)
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Void> answered =
          CompletableFuture.runAsync(() -> {
            try (SSLSocket socket = (SSLSocket) server.accept()) {
              socket.getOutputStream().write(1);
            } catch (IOException e) {
              // The client saw why.
            }
          });
      try (SSLSocket client = connect(files, server, name)) {
        client.startHandshake();
        return client.getSession().getProtocol();
      } finally {
        answered.orTimeout(10, TimeUnit.SECONDS).join();
      }
    }
  }

  private static SSLSocket connect(
      DevelopmentTls.TlsFiles files, SSLServerSocket server, String name) throws Exception {
    Socket plain = new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort());
    SSLSocket socket =
        (SSLSocket)
            clientContext(files)
                .getSocketFactory()
                .createSocket(plain, name, server.getLocalPort(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    return socket;
  }

  private static SSLContext serverContext(DevelopmentTls.TlsFiles files) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "server",
        Pem.readPrivateKey(files.privateKey()),
        new char[0],
        Pem.readCertificates(files.certificateChain()).toArray(X509Certificate[]::new));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private static SSLContext clientContext(DevelopmentTls.TlsFiles files) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("ca", Pem.readCertificates(files.authority()).getFirst());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
