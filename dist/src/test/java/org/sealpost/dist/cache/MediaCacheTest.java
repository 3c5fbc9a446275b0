package org.sealpost.dist.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What docs/operations/media.md says of a cache in front of downloads, asked of the real nginx
/// with the example's own file.
@Tag("system")
class MediaCacheTest {
  private static final String KEY = "AbCdEfGhIjKlMnOpQr_-";
  private static final String PATH = "/attachments/" + KEY;
  private static final int SLICE = 1 << 20;
  private static final byte[] FILE = new byte[3 * SLICE + 12_345];

  static {
    new Random(1).nextBytes(FILE);
  }

  @TempDir private Path folder;

  private Origin origin;
  private HttpClient http;

  @BeforeEach
  void open() throws Exception {
    assumeTrue(Nginx.isThere(), "nginx is not installed: apt-get install -y nginx-light");
    origin = new Origin(Files.createDirectory(folder.resolve("tls")));
    origin.put(PATH, FILE);
    http = HttpClient.newBuilder().sslContext(origin.tls()).build();
  }

  @AfterEach
  void close() {
    if (http != null) {
      http.close();
      origin.close();
    }
  }

  private Nginx nginx(Map<String, String> replaced) throws Exception {
    return Nginx.start(
        Files.createDirectory(folder.resolve("nginx")),
        origin.certificates(),
        origin.port(),
        replaced);
  }

  private HttpResponse<byte[]> ask(Nginx nginx, String method, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("https://localhost:" + nginx.port() + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private HttpResponse<byte[]> get(Nginx nginx, String path, String... headers) throws Exception {
    return ask(nginx, "GET", path, headers);
  }

  @Test
  void theSecondDownloadComesFromTheCache() throws Exception {
    try (Nginx nginx = nginx(Map.of())) {
      assertThat(get(nginx, PATH).body()).isEqualTo(FILE);
      assertThat(origin.asked())
          .containsExactly(
              "GET " + PATH + " bytes=0-1048575",
              "GET " + PATH + " bytes=1048576-2097151",
              "GET " + PATH + " bytes=2097152-3145727",
              "GET " + PATH + " bytes=3145728-4194303");

      HttpResponse<byte[]> second = get(nginx, PATH + "?x=1");

      assertThat(second.statusCode()).isEqualTo(200);
      assertThat(second.body()).isEqualTo(FILE);
      assertThat(ask(nginx, "HEAD", PATH).headers().firstValueAsLong("Content-Length"))
          .hasValue(FILE.length);
      assertThat(origin.asked()).hasSize(4);
    }
  }

  @Test
  void rangesAreRightFromTheOriginAndFromTheCache() throws Exception {
    try (Nginx nginx = nginx(Map.of())) {
      for (int round = 0; round < 2; round++) {
        for (int[] range :
            new int[][] {
              {0, 0}, {5, 9}, {SLICE - 1, SLICE}, {SLICE, 2 * SLICE - 1}, {100, 3 * SLICE + 5}
            }) {
          HttpResponse<byte[]> part =
              get(nginx, PATH, "Range", "bytes=" + range[0] + "-" + range[1]);
          assertThat(part.statusCode()).isEqualTo(206);
          assertThat(part.headers().firstValue("Content-Range"))
              .contains("bytes " + range[0] + "-" + range[1] + "/" + FILE.length);
          assertThat(part.body()).isEqualTo(Arrays.copyOfRange(FILE, range[0], range[1] + 1));
        }
        HttpResponse<byte[]> rest = get(nginx, PATH, "Range", "bytes=" + (2 * SLICE + 7) + "-");
        assertThat(rest.statusCode()).isEqualTo(206);
        assertThat(rest.body()).isEqualTo(Arrays.copyOfRange(FILE, 2 * SLICE + 7, FILE.length));
        assertThat(get(nginx, PATH, "Range", "bytes=" + FILE.length + "-").statusCode())
            .isEqualTo(416);
      }
    }
  }

  @Test
  void ofManyWhoAskAtATimeOneAsksTheServer() throws Exception {
    try (Nginx nginx = nginx(Map.of());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<byte[]>> bodies = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        bodies.add(threads.submit(() -> get(nginx, PATH).body()));
      }
      for (Future<byte[]> body : bodies) {
        assertThat(body.get()).isEqualTo(FILE);
      }
      assertThat(origin.asked()).hasSize(4).doesNotHaveDuplicates();
    }
  }

  /// The example's hour is two seconds here.
  @Test
  void whatWasRemovedIsGoneFromTheCacheWithinTheBound() throws Exception {
    try (Nginx nginx = nginx(Map.of("proxy_cache_valid 206 1h", "proxy_cache_valid 206 2s"))) {
      assertThat(get(nginx, PATH).statusCode()).isEqualTo(200);
      origin.remove(PATH);

      long giveUp = System.nanoTime() + Duration.ofMinutes(1).toNanos();
      while (get(nginx, PATH).statusCode() != 404) {
        assertThat(System.nanoTime()).as("it is gone in the end").isLessThan(giveUp);
      }
      // what is not there is not remembered
      origin.put(PATH, FILE);
      assertThat(get(nginx, PATH).body()).isEqualTo(FILE);
    }
  }

  @Test
  void nothingIsListedAndNothingElseIsAnswered() throws Exception {
    try (Nginx nginx = nginx(Map.of())) {
      assertThat(get(nginx, PATH).statusCode()).isEqualTo(200);
      int asked = origin.asked().size();
      for (String path :
          List.of(
              "/attachments",
              "/attachments/",
              "/attachments/" + KEY + "/",
              "/attachments/" + KEY + "x",
              "/attachments/..%2f" + KEY,
              "/profiles/",
              "/stickers/0123456789abcdef0123456789abcdef/",
              "/unfinished/0123456789abcdef0123456789abcdef",
              "/v1/accounts/whoami",
              "/metrics")) {
        assertThat(get(nginx, path).statusCode()).as(path).isEqualTo(404);
      }
      for (String method : List.of("PUT", "DELETE", "POST", "PATCH", "OPTIONS")) {
        assertThat(ask(nginx, method, PATH).statusCode()).as(method).isEqualTo(403);
      }
      assertThat(get(nginx, "/").statusCode()).isEqualTo(403);
      assertThat(origin.asked()).hasSize(asked);
    }
  }

  @Test
  void theHeadersMakeItSafe() throws Exception {
    try (Nginx nginx = nginx(Map.of())) {
      var headers = get(nginx, PATH, "Authorization", "Basic eDp5", "Cookie", "a=b").headers();

      assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
      assertThat(headers.firstValue("Content-Disposition")).contains("attachment");
      assertThat(headers.firstValue("Content-Security-Policy").orElseThrow()).contains("sandbox");
      assertThat(headers.firstValue("Content-Type")).contains("application/octet-stream");
      assertThat(headers.firstValue("Server")).contains("nginx");
    }
  }

  @Test
  void uploadsGoThrough() throws Exception {
    try (Nginx nginx = nginx(Map.of())) {
      HttpRequest patch =
          HttpRequest.newBuilder(
                  URI.create("https://localhost:" + nginx.port() + "/upload/attachments/x"))
              .method("PATCH", HttpRequest.BodyPublishers.ofByteArray(FILE))
              .build();
      var answer = http.send(patch, HttpResponse.BodyHandlers.discarding());

      assertThat(answer.statusCode()).isEqualTo(204);
      assertThat(answer.headers().firstValueAsLong("Upload-Offset")).hasValue(FILE.length);
      assertThat(ask(nginx, "POST", "/").statusCode()).isEqualTo(204);
    }
  }

  /// Also not of what went wrong.
  @Test
  void noLogHasAKeyOrAnAddress() throws Exception {
    Nginx nginx = nginx(Map.of());
    try (nginx) {
      assertThat(get(nginx, PATH).statusCode()).isEqualTo(200);
      assertThat(get(nginx, PATH).statusCode()).isEqualTo(200);
      assertThat(ask(nginx, "DELETE", PATH).statusCode()).isEqualTo(403);
      assertThat(get(nginx, PATH + "x").statusCode()).isEqualTo(404);
      origin.close();
      assertThat(get(nginx, "/attachments/" + KEY.toLowerCase(java.util.Locale.ROOT)).statusCode())
          .isEqualTo(502);
    }

    String logs = nginx.logs();
    assertThat(logs)
        .contains("GET attachments 200 MISS")
        .contains("GET attachments 200 HIT")
        .contains("GET attachments 502");
    assertThat(logs.toLowerCase(java.util.Locale.ROOT))
        .doesNotContain(KEY.toLowerCase(java.util.Locale.ROOT))
        .doesNotContain("127.0.0.1");
  }
}
