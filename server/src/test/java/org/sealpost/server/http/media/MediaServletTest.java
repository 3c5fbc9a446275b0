package org.sealpost.server.http.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sealpost.core.media.Incoming;
import org.sealpost.server.auth.PerAddress;
import org.sealpost.server.http.Reply;
import org.sealpost.storage.blobs.BlobsFull;
import org.sealpost.storage.blobs.BlobsUnavailable;
import org.sealpost.storage.tck.blobs.SeededContent;

/// What all doors have in common: bounds, cuts, refusals of bodies, and what a broken object looks
/// like.
class MediaServletTest {
  private static final long PATIENCE_SECONDS = 60;

  private final AtomicLong nanos = new AtomicLong();
  private final PerAddress places = new PerAddress(2, 10);
  private final Transfers transfers = new Transfers(places, 1_000, nanos::get);
  private final Map<HttpClient.Version, HttpClient> clients =
      new EnumMap<>(HttpClient.Version.class);
  private volatile Behaviour behaviour = _ -> Answer.of(Reply.OK);
  private ServedDoors served;

  private static Door door(Behaviour behaviour) {
    return new Door() {
      @Override
      public String template() {
        return "/things/{key}";
      }

      @Override
      public Answer answer(Exchange exchange) throws IOException {
        return behaviour.answer(exchange);
      }
    };
  }

  private interface Behaviour {
    Answer answer(Exchange exchange) throws IOException;
  }

  @BeforeEach
  void open() throws Exception {
    served =
        new ServedDoors(
            transfers, Map.of("/things/*", door(exchange -> behaviour.answer(exchange))));
  }

  private void serve(Behaviour now) {
    behaviour = now;
  }

  @AfterEach
  void close() {
    clients.values().forEach(HttpClient::shutdownNow);
    served.close();
  }

  private URI address() {
    return URI.create("http://127.0.0.1:" + served.port() + "/things/one");
  }

  private static HttpClient client(HttpClient.Version version) {
    return HttpClient.newBuilder().version(version).build();
  }

  /// The connection stays: a server that is hung up on does not know what arrived.
  private HttpResponse<byte[]> get(HttpClient.Version version) throws Exception {
    return clients
        .computeIfAbsent(version, MediaServletTest::client)
        .send(HttpRequest.newBuilder(address()).build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void anObjectIsStreamedAndNothingOfItsNameIsObserved(HttpClient.Version version)
      throws Exception {
    SeededContent content = new SeededContent(1, 3_000_000);
    serve(_ ->
        new Answer.Streamed(
            200, List.of(new Reply.Header("X-Of", "mine")), content.length(), content.stream()));
    HttpResponse<byte[]> response = get(version);
    assertThat(response.version()).isEqualTo(version);
    assertThat(response.body()).hasSize(3_000_000);
    assertThat(content.isIn(new java.io.ByteArrayInputStream(response.body()), 0, 3_000_000))
        .isTrue();
    assertThat(response.headers().firstValue("X-Of")).contains("mine");
    assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertObserved("GET /things/{key} 200");
    assertThat(transfers.bytesOut()).isEqualTo(3_000_000);
    awaitNobody();
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void whatBreaksOffIsNoWholeObject(HttpClient.Version version) throws Exception {
    serve(_ ->
        new Answer.Streamed(
            200,
            List.of(),
            1_000_000,
            new InputStream() {
              private int given;

              @Override
              public int read() {
                throw new AssertionError("in pieces");
              }

              @Override
              public int read(byte[] into, int offset, int count) {
                given += count;
                if (given > 500_000) {
                  throw new BlobsUnavailable("the disk is gone");
                }
                return count;
              }
            }));
    assertThat(catchThrowable(() -> get(version))).isInstanceOf(IOException.class);
    assertObserved("GET /things/{key} 499");
    awaitNobody();
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void aBodyThatIsRefusedIsToldSo(HttpClient.Version version) throws Exception {
    serve(_ -> Answer.error(403, "no"));
    try (HttpClient client = client(version)) {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(address())
                  .PUT(
                      HttpRequest.BodyPublishers.fromPublisher(
                          HttpRequest.BodyPublishers.ofInputStream(
                              () -> new SeededContent(1, 2_000_000).stream()),
                          2_000_000))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(response.statusCode()).isEqualTo(403);
      assertThat(response.body()).contains("no");
    }
  }

  @Test
  void aRefusedBodyEndsTheConnectionAndIsNotReadForEver() throws Exception {
    serve(_ -> Answer.error(403, "no"));
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), served.port())) {
      OutputStream out = socket.getOutputStream();
      out.write(
          "PUT /things/one HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000\r\n\r\n"
              .getBytes(StandardCharsets.US_ASCII));
      out.flush();
      StringBuilder answer = new StringBuilder();
      InputStream in = socket.getInputStream();
      while (answer.indexOf("\r\n\r\n") < 0) {
        answer.append((char) in.read());
      }
      assertThat(answer.toString())
          .startsWith("HTTP/1.1 403")
          .containsIgnoringCase("connection: close");
      byte[] piece = new byte[64 * 1024];
      Throwable failure =
          catchThrowable(() -> {
            for (int i = 0; i < 10_000; i++) {
              out.write(piece);
            }
          });
      assertThat(failure).isInstanceOf(IOException.class);
    }
    assertThat(transfers.bytesIn()).isLessThan(16_000_000);
    awaitNobody();
  }

  @Test
  void whatTheStoresCannotDoIsSaid() throws Exception {
    AtomicReference<RuntimeException> failure = new AtomicReference<>();
    serve(_ -> {
      throw failure.get();
    });
    Map<Integer, RuntimeException> failures =
        Map.of(
            507, new BlobsFull("full"),
            503, new BlobsUnavailable("gone"),
            500, new IllegalStateException("a mistake of ours"));
    for (Map.Entry<Integer, RuntimeException> each : failures.entrySet()) {
      failure.set(each.getValue());
      HttpResponse<byte[]> response = get(HttpClient.Version.HTTP_1_1);
      assertThat(response.statusCode()).isEqualTo(each.getKey());
      assertThat(new String(response.body(), StandardCharsets.UTF_8))
          .doesNotContain("gone", "mistake", "/things");
      assertThat(response.headers().firstValue("Retry-After").isPresent())
          .isEqualTo(each.getKey() != 500);
    }
  }

  @Test
  void anAddressHasOnlySoManyAtATime() throws Exception {
    CountDownLatch inside = new CountDownLatch(2);
    CountDownLatch leave = new CountDownLatch(1);
    serve(_ -> {
      inside.countDown();
      await(leave);
      return Answer.of(Reply.OK);
    });
    try (HttpClient client = client(HttpClient.Version.HTTP_1_1)) {
      HttpRequest request = HttpRequest.newBuilder(address()).build();
      List<CompletableFuture<HttpResponse<String>>> first =
          List.of(
              client.sendAsync(request, HttpResponse.BodyHandlers.ofString()),
              client.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
      await(inside);
      HttpResponse<byte[]> third = get(HttpClient.Version.HTTP_1_1);
      assertThat(third.statusCode()).isEqualTo(429);
      assertThat(third.headers().firstValue("Retry-After")).isPresent();
      leave.countDown();
      for (CompletableFuture<HttpResponse<String>> each : first) {
        assertThat(each.get().statusCode()).isEqualTo(200);
      }
    }
    awaitNobody();
  }

  /// A reader that hangs in its thread is woken from another.
  @Test
  void aBodyThatIsCutEndsAtOnceOverHttp1() throws Exception {
    CompletableFuture<Incoming> reading = new CompletableFuture<>();
    CompletableFuture<Throwable> ended = new CompletableFuture<>();
    serve(exchange -> readAndTell(exchange, reading, ended));
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), served.port())) {
      socket
          .getOutputStream()
          .write(
              "PUT /things/one HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nsome"
                  .getBytes(StandardCharsets.US_ASCII));
      reading.get(PATIENCE_SECONDS, TimeUnit.SECONDS).cut().run();
      assertThat(ended.get(30, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
    }
    assertThat(transfers.cuts()).isEqualTo(1);
    awaitNobody();
  }

  @Test
  void aBodyThatIsCutEndsAtOnceOverHttp2() throws Exception {
    CompletableFuture<Incoming> reading = new CompletableFuture<>();
    CompletableFuture<Throwable> ended = new CompletableFuture<>();
    serve(exchange ->
        exchange.method().equals("GET")
            ? Answer.of(Reply.OK)
            : readAndTell(exchange, reading, ended));
    CountDownLatch forEver = new CountDownLatch(1);
    try (HttpClient client = client(HttpClient.Version.HTTP_2)) {
      // The connection is upgraded by the first.
      HttpRequest get = HttpRequest.newBuilder(address()).build();
      assertThat(client.send(get, HttpResponse.BodyHandlers.ofString()).version())
          .isEqualTo(HttpClient.Version.HTTP_2);
      InputStream hanging =
          new InputStream() {
            private int given;

            @Override
            public int read() throws IOException {
              if (given++ > 30_000) {
                await(forEver);
                return -1;
              }
              return 'x';
            }

            @Override
            public int read(byte[] into, int offset, int count) throws IOException {
              int one = read();
              if (one < 0) {
                return -1;
              }
              into[offset] = (byte) one;
              return 1;
            }
          };
      CompletableFuture<HttpResponse<String>> put =
          client.sendAsync(
              HttpRequest.newBuilder(address())
                  .PUT(HttpRequest.BodyPublishers.ofInputStream(() -> hanging))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      reading.get(PATIENCE_SECONDS, TimeUnit.SECONDS).cut().run();
      assertThat(ended.get(30, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
      forEver.countDown();
      assertThat(catchThrowable(put::join)).isNotNull();
    }
    awaitNobody();
  }

  private static Answer readAndTell(
      Exchange exchange, CompletableFuture<Incoming> reading, CompletableFuture<Throwable> ended)
      throws IOException {
    Incoming incoming = exchange.incoming();
    incoming.bytes().readNBytes(4);
    reading.complete(incoming);
    try {
      incoming.bytes().readAllBytes();
    } catch (IOException e) {
      ended.complete(e);
      throw e;
    }
    ended.complete(new AssertionError("the body came to its end"));
    return Answer.of(Reply.OK);
  }

  @Test
  void whoReadsTooSlowlyIsCut() throws Exception {
    serve(_ ->
        new Answer.Streamed(200, List.of(), 1L << 40, new SeededContent(1, 1L << 40).stream()));
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), served.port())) {
      socket
          .getOutputStream()
          .write("GET /things/one HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      // Until the sockets between are full and nothing moves.
      long before = -1;
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      CountDownLatch never = new CountDownLatch(1);
      while (before != transfers.bytesOut() || before <= 0) {
        assertThat(System.nanoTime()).isLessThan(deadline);
        before = transfers.bytesOut();
        boolean _ = never.await(300, TimeUnit.MILLISECONDS);
      }
      nanos.addAndGet(Duration.ofSeconds(59).toNanos());
      transfers.look();
      assertThat(transfers.cuts()).isZero();
      nanos.addAndGet(Duration.ofSeconds(1).toNanos());
      transfers.look();
      // What was sent before this window began counts for nothing.
      nanos.addAndGet(Duration.ofSeconds(60).toNanos());
      transfers.look();
      assertThat(transfers.cuts()).isEqualTo(1);
      awaitNobody();
    }
    assertObserved("GET /things/{key} 499");
  }

  @Test
  void aMalformedPathIsRefused() throws Exception {
    serve(exchange -> Answer.error(exchange.key(0).isPresent() ? 500 : 404, "none"));
    for (String path : List.of("/things/%zz", "/things/%2e%2e/etc", "/things/..%2fetc")) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), served.port())) {
        socket
            .getOutputStream()
            .write(
                ("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
        String answer =
            new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(answer).matches("(?s)HTTP/1.1 (400|404).*");
      }
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void assertObserved(String line) throws InterruptedException {
    eventually(() -> served.observed.contains(line));
  }

  private void awaitNobody() throws InterruptedException {
    eventually(() -> transfers.underWay() == 0);
  }

  private static void eventually(java.util.function.BooleanSupplier condition)
      throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    CountDownLatch never = new CountDownLatch(1);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
      boolean _ = never.await(10, TimeUnit.MILLISECONDS);
    }
  }
}
