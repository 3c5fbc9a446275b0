package org.sealpost.client.media;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.sealpost.client.connection.Requests;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.Reply;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.json.AttachmentUploadForm;
import org.sealpost.protocol.json.MediaUploadGrant;
import org.sealpost.protocol.json.WireJson;

/// A media host and the server that grants places on it, with what can go wrong on the way: each
/// transfer takes the next entry of [#cuts] and ends after so many bytes of its body.
final class PaperMedia implements Requests, AutoCloseable {
  /// A transfer with this entry is let through.
  static final int WHOLE = Integer.MAX_VALUE;

  final Deque<Integer> cuts = new ArrayDeque<>();

  /// Answered instead, one request each: a status, or with a negative sign a status after which the
  /// place is forgotten.
  final Deque<Integer> refusals = new ArrayDeque<>();

  final List<String> log = Collections.synchronizedList(new ArrayList<>());
  final Map<String, Bytes> objects = new ConcurrentHashMap<>();
  volatile boolean direct = true;
  volatile boolean ranges = true;
  volatile boolean answerIsLost;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, ByteArrayOutputStream> open = new ConcurrentHashMap<>();
  private final HttpServer server;
  private int forms;

  PaperMedia() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/base/", this::handle);
    server.start();
  }

  URI base() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/base");
  }

  private synchronized int nextCut() {
    return cuts.isEmpty() ? WHOLE : cuts.removeFirst();
  }

  private synchronized int nextRefusal() {
    return refusals.isEmpty() ? 0 : refusals.removeFirst();
  }

  @Override
  public synchronized Reply identified(Call call) {
    log.add(call.method() + " " + call.path());
    String key = "object" + forms++;
    if (call.path().startsWith("/v4/attachments/form/upload?uploadLength=")) {
      return json(
          new AttachmentUploadForm(
              3, key, Map.of("Authorization", "place " + key), "https://elsewhere/up?form=" + key));
    }
    if (direct && call.path().equals("/v1/media/uploads")) {
      return json(
          new MediaUploadGrant(
              key,
              3,
              "PUT",
              base() + "/direct/" + key,
              Map.of("X-Granted", "yes", "Host", "elsewhere"),
              0));
    }
    return new Reply(404, Map.of(), Bytes.EMPTY);
  }

  private static Reply json(Object body) {
    return new Reply(200, Map.of(), WireJson.write(body));
  }

  @Override
  public Reply anonymous(Call call) {
    throw new IllegalStateException("nothing of this is asked as nobody");
  }

  @Override
  public Reply overHttp(Call call, boolean anonymous) {
    throw new IllegalStateException("nothing of this is asked again");
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().toString().substring("/base".length());
    String range = exchange.getRequestHeaders().getFirst("Range");
    log.add(exchange.getRequestMethod() + " " + path + (range == null ? "" : " " + range));
    try (exchange) {
      int refusal = nextRefusal();
      if (refusal != 0) {
        if (refusal < 0) {
          open.clear();
        }
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().set("Retry-After", "7");
        exchange.sendResponseHeaders(Math.abs(refusal), -1);
        return;
      }
      switch (exchange.getRequestMethod()) {
        case "POST" -> create(exchange, path);
        case "HEAD" -> head(exchange, path);
        case "PATCH" -> patch(exchange, path);
        case "PUT" -> put(exchange, path);
        default -> get(exchange, path, range);
      }
    }
  }

  private void create(HttpExchange exchange, String path) throws IOException {
    if (path.equals("/")) {
      form(exchange);
      return;
    }
    String key = path.substring("/up?form=".length());
    check(exchange, "Authorization", "place " + key);
    check(exchange, "Upload-Defer-Length", "1");
    open.put(key, new ByteArrayOutputStream());
    exchange.getResponseHeaders().set("Location", "https://elsewhere/places/" + key);
    exchange.sendResponseHeaders(201, -1);
  }

  /// Keeps the file and notes the names and values of the parts, in their order.
  private void form(HttpExchange exchange) throws IOException {
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    String boundary = "--" + type.substring(type.indexOf("boundary=") + 9);
    String body = new String(exchange.getRequestBody().readAllBytes(), ISO_8859_1);
    String key = "";
    for (String part : body.substring(0, body.lastIndexOf(boundary + "--")).split(boundary, -1)) {
      if (part.isEmpty()) {
        continue;
      }
      int end = part.indexOf("\r\n\r\n");
      String head = part.substring(0, end);
      String name = head.split("name=\"", 3)[1].split("\"", 2)[0];
      String value = part.substring(end + 4, part.length() - 2);
      if (name.equals("file")) {
        objects.put(key, Bytes.wrap(value.getBytes(ISO_8859_1)));
        log.add("file");
      } else {
        log.add(name + "=" + value);
      }
      key = name.equals("key") ? value : key;
    }
    exchange.sendResponseHeaders(204, -1);
  }

  private void head(HttpExchange exchange, String path) throws IOException {
    if (path.startsWith("/attachments/")) {
      Bytes object = objects.get(path.substring("/attachments/".length()));
      if (object != null) {
        exchange.getResponseHeaders().set("Content-Length", Integer.toString(object.size()));
      }
      exchange.sendResponseHeaders(object == null ? 404 : 200, -1);
      return;
    }
    ByteArrayOutputStream place = open.get(path.substring("/places/".length()));
    if (place != null) {
      exchange.getResponseHeaders().set("Upload-Offset", Integer.toString(place.size()));
    }
    exchange.sendResponseHeaders(place == null ? 404 : 200, -1);
  }

  private void patch(HttpExchange exchange, String path) throws IOException {
    String key = path.substring("/places/".length());
    check(exchange, "Authorization", "place " + key);
    ByteArrayOutputStream place = open.get(key);
    if (place == null) {
      exchange.sendResponseHeaders(404, -1);
      return;
    }
    check(exchange, "Upload-Offset", Integer.toString(place.size()));
    if (!take(exchange, place)) {
      return;
    }
    check(exchange, "Upload-Length", Integer.toString(place.size()));
    objects.put(key, Bytes.wrap(place.toByteArray()));
    exchange.getResponseHeaders().set("Upload-Offset", Integer.toString(place.size()));
    exchange.sendResponseHeaders(204, -1);
  }

  private void put(HttpExchange exchange, String path) throws IOException {
    String key = path.substring("/direct/".length());
    check(exchange, "X-Granted", "yes");
    if (objects.containsKey(key)) {
      exchange.getRequestBody().readAllBytes();
      exchange.sendResponseHeaders(409, -1);
      return;
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (take(exchange, body)) {
      objects.put(key, Bytes.wrap(body.toByteArray()));
      if (!answerIsLost) {
        exchange.sendResponseHeaders(200, -1);
      }
    }
  }

  /// False when it was cut: what came until then stays.
  private boolean take(HttpExchange exchange, ByteArrayOutputStream place) throws IOException {
    int cut = nextCut();
    try (InputStream body = exchange.getRequestBody()) {
      if (cut == WHOLE) {
        body.transferTo(place);
        return true;
      }
      place.writeBytes(body.readNBytes(cut));
      return false;
    }
  }

  private void get(HttpExchange exchange, String path, String range) throws IOException {
    if (path.startsWith("/moved/")) {
      exchange
          .getResponseHeaders()
          .set("Location", base() + "/attachments/" + path.substring("/moved/".length()));
      exchange.sendResponseHeaders(302, -1);
      return;
    }
    Bytes object =
        objects.get(path.substring(path.startsWith("/profiles/") ? 1 : "/attachments/".length()));
    if (object == null) {
      exchange.sendResponseHeaders(404, -1);
      return;
    }
    int from =
        range == null || !ranges
            ? 0
            : Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
    if (from >= object.size()) {
      exchange.getResponseHeaders().set("Content-Range", "bytes */" + object.size());
      exchange.sendResponseHeaders(416, -1);
      return;
    }
    if (range != null && ranges) {
      exchange
          .getResponseHeaders()
          .set("Content-Range", "bytes " + from + "-" + (object.size() - 1) + "/" + object.size());
    }
    exchange.sendResponseHeaders(range != null && ranges ? 206 : 200, object.size() - from);
    int until = (int) Math.min(object.size(), (long) from + nextCut());
    exchange.getResponseBody().write(object.unsafeArray(), from, until - from);
    exchange.getResponseBody().flush();
  }

  private static void check(HttpExchange exchange, String header, String value) {
    String found = exchange.getRequestHeaders().getFirst(header);
    if (!value.equals(found)) {
      throw new AssertionError(header + " is " + found + " and not " + value);
    }
  }

  long count(String start) {
    synchronized (log) {
      return log.stream().filter(line -> line.startsWith(start)).count();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
