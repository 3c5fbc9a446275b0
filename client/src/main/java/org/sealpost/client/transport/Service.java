package org.sealpost.client.transport;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.sealpost.protocol.BasicCredentials;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.json.ClientProfile;
import org.sealpost.protocol.json.WireJson;

/// One server, as its client profile describes it: where it is, whom to trust. Plain HTTPS calls
/// are made here (HTTP/2 where the server offers it), sockets are opened here. Trusts the CA of the
/// profile and nobody else. Safe for any number of threads; one for all accounts of a process is
/// enough.
public final class Service implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);
  private static final String AGENT = "Sealpost/0.1";

  /// No answer of the interface is larger; a provisioning body of 262 144 characters is the
  /// longest.
  private static final int MAX_BODY_BYTES = 4 * 1024 * 1024;

  private final ClientProfile profile;
  private final URI base;
  private final ExecutorService threads;
  private final HttpClient http;

  /// For calls without credentials: on a connection of their own nothing joins them to the others.
  private final HttpClient nobody;

  private final Transfers transfers;

  public Service(ClientProfile profile) {
    this.profile = profile;
    String url = profile.url();
    this.base = URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
    this.threads = Executors.newVirtualThreadPerTaskExecutor();
    SSLContext trust = trusting(profile.caPem(), List.of());
    this.http = client(trust);
    this.nobody = client(trust);
    this.transfers = new Transfers(() -> builder(trusting(profile.caPem(), publicAuthorities())));
  }

  private HttpClient client(SSLContext trust) {
    return builder(trust).build();
  }

  private HttpClient.Builder builder(SSLContext trust) {
    return HttpClient.newBuilder()
        .sslContext(trust)
        .connectTimeout(CONNECT_TIMEOUT)
        .executor(threads);
  }

  /// Reads a profile as `sealpost client-profile` prints it.
  public static Service fromFile(Path file) throws IOException {
    try {
      ClientProfile profile =
          WireJson.read(Bytes.wrap(Files.readAllBytes(file)), ClientProfile.class);
      if (Stream.of(profile.url(), profile.caPem(), profile.unidentifiedSenderTrustRoot())
          .anyMatch(Objects::isNull)) {
        throw new IOException(file + " is not a client profile: it lacks what names the server");
      }
      return new Service(profile);
    } catch (WireJson.BadJson | IllegalArgumentException e) {
      throw new IOException(file + " is not a client profile: " + e.getMessage(), e);
    }
  }

  public ClientProfile profile() {
    return profile;
  }

  /// Where the server is, without a slash at the end.
  public URI base() {
    return base;
  }

  /// What carries files. Their hosts may have certificates of public authorities.
  public Transfers transfers() {
    return transfers;
  }

  /// A call without credentials.
  public Reply call(Call call) throws IOException {
    return call(call, Optional.empty());
  }

  public Reply call(Call call, BasicCredentials credentials) throws IOException {
    return call(call, Optional.of(credentials));
  }

  private Reply call(Call call, Optional<BasicCredentials> credentials) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(call.path(), false))
            .timeout(CALL_TIMEOUT)
            .header("X-Signal-Agent", AGENT)
            .method(
                call.method(),
                call.body().isEmpty()
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofByteArray(call.body().unsafeArray()));
    call.headers().forEach(request::header);
    credentials.ifPresent(pair -> request.header("Authorization", pair.toHeader()));
    try {
      HttpClient client = credentials.isPresent() ? http : nobody;
      HttpResponse<InputStream> response =
          client.send(request.build(), BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        byte[] bytes = body.readNBytes(MAX_BODY_BYTES + 1);
        if (bytes.length > MAX_BODY_BYTES) {
          throw new IOException("the answer to " + call.label() + " is too long");
        }
        return new Reply(response.statusCode(), lowerCase(response), Bytes.wrap(bytes));
      }
    } catch (ConnectException | HttpTimeoutException e) {
      throw new IOException("the server at " + base + " cannot be reached", e);
    } catch (SSLException e) {
      throw new IOException(
          "the server at " + base + " is not the one of the client profile, by its certificate", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for " + call.label(), e);
    }
  }

  /// Opens a socket that acts as this device and receives its envelopes.
  ///
  /// @throws UpgradeRefused when the server refuses, as it does with credentials that are not valid
  public ServiceSocket connect(BasicCredentials credentials, SocketEvents events)
      throws IOException {
    return open("/v1/websocket/", Optional.of(credentials), events);
  }

  /// Opens a socket that nobody is named on, for sealed sends.
  public ServiceSocket connectAnonymously(SocketEvents events) throws IOException {
    return open("/v1/websocket/", Optional.empty(), events);
  }

  /// Opens the socket on which a new device waits for what a primary tells it.
  public ServiceSocket connectProvisioning(SocketEvents events) throws IOException {
    return open("/v1/websocket/provisioning/", Optional.empty(), events);
  }

  private ServiceSocket open(
      String path, Optional<BasicCredentials> credentials, SocketEvents events) throws IOException {
    var builder =
        (credentials.isPresent() ? http : nobody)
            .newWebSocketBuilder()
            .connectTimeout(CONNECT_TIMEOUT)
            .header("X-Signal-Agent", AGENT)
            .header("X-Signal-Receive-Stories", "false");
    credentials.ifPresent(pair -> builder.header("Authorization", pair.toHeader()));
    return ServiceSocket.open(builder, uri(path, true), events, threads);
  }

  private URI uri(String path, boolean socket) {
    String text = base + path;
    return URI.create(socket ? text.replaceFirst("^http", "ws") : text);
  }

  static Map<String, String> lowerCase(HttpResponse<?> response) {
    Map<String, String> headers = new HashMap<>();
    response
        .headers()
        .map()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
    return headers;
  }

  private static List<X509Certificate> publicAuthorities() {
    try {
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init((KeyStore) null);
      return Stream.of(trust.getTrustManagers())
          .filter(X509TrustManager.class::isInstance)
          .flatMap(each -> Stream.of(((X509TrustManager) each).getAcceptedIssuers()))
          .toList();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no certificates of public authorities", e);
    }
  }

  private static SSLContext trusting(String caPem, List<X509Certificate> others) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int count = 0;
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(
                  new ByteArrayInputStream(caPem.getBytes(StandardCharsets.US_ASCII)))) {
        store.setCertificateEntry("ca-" + count++, certificate);
      }
      if (count == 0) {
        throw new IllegalArgumentException("the client profile has no certificate in caPem");
      }
      for (X509Certificate other : others) {
        store.setCertificateEntry("ca-" + count++, other);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("the client profile's caPem cannot be used", e);
    }
  }

  /// Ends all calls and sockets at once.
  @Override
  public void close() {
    transfers.close();
    http.shutdownNow();
    nobody.shutdownNow();
    threads.shutdownNow();
  }
}
