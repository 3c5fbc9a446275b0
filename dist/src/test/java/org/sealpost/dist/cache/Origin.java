package org.sealpost.dist.cache;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// Answers downloads as the server does, over TLS, and knows what it was asked: one certificate for
/// `localhost` is its own, nginx's and what both are trusted by.
final class Origin implements AutoCloseable {
  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final Pattern RANGE = Pattern.compile("bytes=([0-9]+)-([0-9]*)");

  private final HttpsServer server;
  private final SSLContext tls;
  private final Path folder;
  private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  Origin(Path folder) throws Exception {
    this.folder = folder;
    KeyStore keys = make(folder);
    KeyManagerFactory key = KeyManagerFactory.getInstance("PKIX");
    key.init(keys, PASSWORD);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("it", keys.getCertificate("it"));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    tls = SSLContext.getInstance("TLS");
    tls.init(key.getKeyManagers(), trust.getTrustManagers(), null);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  private static KeyStore make(Path folder) throws Exception {
    Path file = folder.resolve("keys.p12");
    String options =
        "-genkeypair -alias it -keyalg EC -groupname secp256r1 -dname CN=localhost -validity 2"
            + " -ext SAN=dns:localhost,ip:127.0.0.1 -storetype PKCS12 -storepass changeit -keystore";
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(options.split(" ", -1)));
    command.add(file.toString());
    Process keytool =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    if (keytool.waitFor() != 0) {
      throw new IOException(Files.readString(folder.resolve("keytool.log")));
    }
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD);
    }
    byte[] certificate = keys.getCertificate("it").getEncoded();
    pem(folder.resolve("fullchain.pem"), "CERTIFICATE", certificate);
    pem(folder.resolve("origin-ca.pem"), "CERTIFICATE", certificate);
    pem(folder.resolve("privkey.pem"), "PRIVATE KEY", keys.getKey("it", PASSWORD).getEncoded());
    return keys;
  }

  private static void pem(Path file, String what, byte[] bytes) throws IOException {
    String body = Base64.getMimeEncoder().encodeToString(bytes);
    Files.writeString(
        file, "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n");
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getRawPath();
      String range = exchange.getRequestHeaders().getFirst("Range");
      asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + range);
      byte[] sent = exchange.getRequestBody().readAllBytes();
      if (!exchange.getRequestMethod().equals("GET")) {
        exchange.getResponseHeaders().add("Upload-Offset", Integer.toString(sent.length));
        exchange.sendResponseHeaders(204, -1);
        return;
      }
      byte[] object = objects.get(path);
      Matcher part = RANGE.matcher(String.valueOf(range));
      if (object == null || !part.matches()) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      int first = Integer.parseInt(part.group(1));
      exchange.getResponseHeaders().add("ETag", "\"" + Integer.toHexString(object.length) + "\"");
      exchange.getResponseHeaders().add("Cache-Control", "public, max-age=86400, immutable");
      exchange.getResponseHeaders().add("Content-Type", "application/octet-stream");
      if (first >= object.length) {
        exchange.getResponseHeaders().add("Content-Range", "bytes */" + object.length);
        exchange.sendResponseHeaders(416, -1);
        return;
      }
      int last =
          part.group(2).isEmpty()
              ? object.length - 1
              : Math.min(object.length - 1, Integer.parseInt(part.group(2)));
      exchange
          .getResponseHeaders()
          .add("Content-Range", "bytes " + first + "-" + last + "/" + object.length);
      exchange.sendResponseHeaders(206, last - first + 1L);
      exchange.getResponseBody().write(Arrays.copyOfRange(object, first, last + 1));
    }
  }

  void put(String path, byte[] object) {
    objects.put(path, object);
  }

  void remove(String path) {
    objects.remove(path);
  }

  /// Method, target and range of each request so far.
  List<String> asked() {
    return List.copyOf(asked);
  }

  int port() {
    return server.getAddress().getPort();
  }

  /// The folder with the certificates of both.
  Path certificates() {
    return folder;
  }

  /// What trusts it, and nginx.
  SSLContext tls() {
    return tls;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
