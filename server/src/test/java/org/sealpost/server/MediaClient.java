package org.sealpost.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.sealpost.storage.tck.blobs.SeededContent;

/// Speaks to the doors for media byte for byte, with and without manners.
final class MediaClient implements AutoCloseable {
  private final String base;
  private final SSLContext trusting;
  private final HttpClient client;
  private final int port;

  MediaClient(TestServer server) throws Exception {
    base = server.server().url();
    port = server.server().port();
    trusting = RawSocket.trusting(server.profile().caPem());
    client = HttpClient.newBuilder().sslContext(trusting).build();
  }

  String base() {
    return base;
  }

  /// As client 121 does: only path and query of an address count.
  String onThisServer(String address) {
    URI uri = URI.create(address);
    return uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
  }

  HttpResponse<byte[]> send(
      String method, String path, Map<String, String> headers, BodyPublisher body)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path)).method(method, body);
    headers.forEach(request::header);
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  HttpResponse<byte[]> send(String method, String path, Map<String, String> headers)
      throws Exception {
    return send(method, path, headers, BodyPublishers.noBody());
  }

  HttpResponse<byte[]> get(String path, String... headers) throws Exception {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < headers.length; i += 2) {
      map.put(headers[i], headers[i + 1]);
    }
    return send("GET", path, map);
  }

  /// Bytes with their length said.
  static BodyPublisher bytes(SeededContent content, long from) {
    return BodyPublishers.fromPublisher(
        BodyPublishers.ofInputStream(() -> content.from(from)), content.length() - from);
  }

  boolean has(String path, SeededContent content) throws Exception {
    HttpResponse<InputStream> response =
        client.send(
            HttpRequest.newBuilder(URI.create(base + path)).build(), BodyHandlers.ofInputStream());
    try (InputStream in = response.body()) {
      return response.statusCode() == 200 && content.isIn(in, 0, content.length());
    }
  }

  /// A request whose body begins and does not end; the caller closes the connection.
  Socket begin(String head, SeededContent content, long from, long count) throws IOException {
    Socket socket = trusting.getSocketFactory().createSocket("127.0.0.1", port);
    OutputStream out = socket.getOutputStream();
    out.write((head + "\r\n").getBytes(StandardCharsets.US_ASCII));
    try (InputStream in = content.from(from)) {
      byte[] piece = new byte[16 * 1024];
      long left = count;
      while (left > 0) {
        int n = in.read(piece, 0, (int) Math.min(piece.length, left));
        out.write(piece, 0, n);
        left -= n;
      }
    }
    out.flush();
    return socket;
  }

  @Override
  public void close() {
    client.close();
  }
}
