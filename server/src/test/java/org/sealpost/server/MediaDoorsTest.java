package org.sealpost.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.client.testing.FakeDevice;
import org.sealpost.client.transport.Call;
import org.sealpost.config.SealpostConfig;
import org.sealpost.protocol.json.AttachmentUploadForm;
import org.sealpost.server.boot.SealpostServer;
import org.sealpost.storage.tck.blobs.SeededContent;

/// The doors for media of a running server, on the store that is the default.
class MediaDoorsTest {
  @TempDir private static Path folder;
  private static TestServer server;
  private static FakeDevice device;
  private static MediaClient client;

  @BeforeAll
  static void start() throws Exception {
    server = TestServer.start(folder.resolve("data"));
    device = server.accounts().register();
    client = new MediaClient(server);
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
  }

  private static AttachmentUploadForm newForm() throws Exception {
    return device.http(Call.get("/v4/attachments/form/upload")).json(AttachmentUploadForm.class);
  }

  /// The upload that a form is for, begun.
  private record Upload(AttachmentUploadForm form, String location) {
    static Upload begin() throws Exception {
      AttachmentUploadForm form = newForm();
      HttpResponse<byte[]> begun =
          client.send("POST", client.onThisServer(form.signedUploadLocation()), form.headers());
      assertThat(begun.statusCode()).isEqualTo(201);
      assertThat(begun.headers().firstValue("Tus-Resumable")).contains("1.0.0");
      String location = begun.headers().firstValue("Location").orElseThrow();
      assertThat(URI.create(location).isAbsolute()).isTrue();
      return new Upload(form, client.onThisServer(location));
    }

    long offset() throws Exception {
      HttpResponse<byte[]> head = client.send("HEAD", location, form.headers());
      assertThat(head.statusCode()).isEqualTo(200);
      assertThat(head.headers().firstValue("Cache-Control")).contains("no-store");
      return Long.parseLong(head.headers().firstValue("Upload-Offset").orElseThrow());
    }

    Map<String, String> headers(long offset, long total) {
      Map<String, String> headers = new LinkedHashMap<>(form.headers());
      headers.put("Tus-Resumable", "1.0.0");
      headers.put("Upload-Offset", Long.toString(offset));
      headers.put("Upload-Length", Long.toString(total));
      headers.put("Content-Type", "application/offset+octet-stream");
      return headers;
    }

    HttpResponse<byte[]> patch(long offset, SeededContent content) throws Exception {
      return client.send(
          "PATCH", location, headers(offset, content.length()), MediaClient.bytes(content, offset));
    }

    /// As much of the rest as is said, and then silence.
    Socket patchThatHangs(long offset, SeededContent content, long count) throws Exception {
      StringBuilder head =
          new StringBuilder("PATCH " + location + " HTTP/1.1\r\nHost: localhost\r\n");
      headers(offset, content.length())
          .forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
      head.append("Content-Length: ").append(content.length() - offset).append("\r\n");
      return client.begin(head.toString(), content, offset, count);
    }

    String object() {
      return "/attachments/" + form.key();
    }
  }

  private static Upload uploaded(SeededContent content) throws Exception {
    Upload upload = Upload.begin();
    HttpResponse<byte[]> done = upload.patch(0, content);
    assertThat(done.statusCode()).isEqualTo(204);
    assertThat(done.headers().firstValue("Upload-Offset"))
        .contains(Long.toString(content.length()));
    return upload;
  }

  private static void until(Condition condition) throws Exception {
    long deadline = System.nanoTime() + FakeDevice.PATIENCE.toNanos();
    CountDownLatch never = new CountDownLatch(1);
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
      boolean _ = never.await(20, TimeUnit.MILLISECONDS);
    }
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  @Test
  void anUploadThatIsCutTenTimesIsWholeInTheEnd() throws Exception {
    SeededContent content = new SeededContent(1, 3_000_000);
    Random random = new Random(5);
    Upload upload = Upload.begin();
    for (int cut = 0; cut < 10; cut++) {
      long offset = upload.offset();
      long count = random.nextInt(250_000);
      try (Socket _ = upload.patchThatHangs(offset, content, count)) {
        until(() -> upload.offset() == offset + count);
      }
      assertThat(client.get(upload.object()).statusCode()).isEqualTo(404);
    }
    long offset = upload.offset();
    assertThat(offset).isPositive();
    assertThat(upload.patch(offset, content).statusCode()).isEqualTo(204);
    assertThat(client.has(upload.object(), content)).isTrue();
    assertThat(upload.offset()).isEqualTo(content.length());
  }

  @Test
  void aNewerRequestTakesOverFromOneThatHangs() throws Exception {
    SeededContent content = new SeededContent(2, 500_000);
    Upload upload = Upload.begin();
    try (Socket _ = upload.patchThatHangs(0, content, 100_000)) {
      until(() -> upload.offset() == 100_000);
      assertThat(upload.patch(100_000, content).statusCode()).isEqualTo(204);
    }
    assertThat(client.has(upload.object(), content)).isTrue();
  }

  @Test
  void theFirstBytesMayComeWithTheBeginning() throws Exception {
    SeededContent content = new SeededContent(3, 70_000);
    AttachmentUploadForm form = newForm();
    Map<String, String> headers = new LinkedHashMap<>(form.headers());
    headers.put("Upload-Length", "70000");
    headers.put("Content-Type", "application/offset+octet-stream");
    HttpResponse<byte[]> done =
        client.send(
            "POST",
            client.onThisServer(form.signedUploadLocation()),
            headers,
            MediaClient.bytes(content, 0));
    assertThat(done.statusCode()).isEqualTo(201);
    assertThat(done.headers().firstValue("Upload-Offset")).contains("70000");
    assertThat(done.headers().firstValue("Location")).isPresent();
    assertThat(client.has("/attachments/" + form.key(), content)).isTrue();
  }

  @Test
  void whatDoesNotFitAnUploadIsRefusedAndChangesNothing() throws Exception {
    SeededContent content = new SeededContent(4, 1_000);
    Upload upload = Upload.begin();
    Upload other = Upload.begin();
    Map<String, String> good = upload.headers(0, 1_000);
    record Refused(int status, String method, Map<String, String> headers) {}
    List<Refused> all = new ArrayList<>();
    all.add(new Refused(409, "PATCH", changed(good, "Upload-Offset", "1")));
    all.add(new Refused(400, "PATCH", changed(good, "Upload-Offset", "-1")));
    all.add(new Refused(400, "PATCH", changed(good, "Upload-Length", "x")));
    all.add(new Refused(400, "PATCH", changed(good, "Upload-Length", "999")));
    all.add(new Refused(413, "PATCH", changed(good, "Upload-Length", "999999999999")));
    all.add(new Refused(415, "PATCH", changed(good, "Content-Type", "text/plain")));
    all.add(new Refused(412, "PATCH", changed(good, "Tus-Resumable", "0.2.2")));
    all.add(new Refused(401, "PATCH", changed(good, "Authorization", "Bearer x")));
    all.add(
        new Refused(
            401,
            "PATCH",
            changed(
                good, "Authorization", other.form.headers().getOrDefault("Authorization", ""))));
    all.add(new Refused(405, "PUT", good));
    all.add(new Refused(405, "POST", good));
    all.add(new Refused(405, "DELETE", good));
    for (Refused refused : all) {
      long from = refused.status() == 409 ? 1 : 0;
      HttpResponse<byte[]> response =
          client.send(
              refused.method(),
              upload.location,
              refused.headers(),
              MediaClient.bytes(content, from));
      assertThat(response.statusCode()).as(refused.toString()).isEqualTo(refused.status());
      assertThat(upload.offset()).isZero();
    }
    assertThat(
            client
                .send("HEAD", "/upload/attachments/" + "A".repeat(20), upload.form.headers())
                .statusCode())
        .isEqualTo(401);
    assertThat(client.send("HEAD", "/upload/attachments/x", Map.of()).statusCode()).isEqualTo(404);
    assertThat(client.send("POST", "/upload/attachments", Map.of()).statusCode()).isEqualTo(400);
    HttpResponse<byte[]> options = client.send("OPTIONS", upload.location, Map.of());
    assertThat(options.statusCode()).isEqualTo(204);
    assertThat(options.headers().firstValue("Tus-Version")).contains("1.0.0");
    assertThat(upload.patch(0, content).statusCode()).isEqualTo(204);
  }

  private static Map<String, String> changed(
      Map<String, String> headers, String name, String value) {
    Map<String, String> changed = new LinkedHashMap<>(headers);
    changed.put(name, value);
    return changed;
  }

  @Test
  void formsSayWhatIsTooLong() throws Exception {
    for (String length : List.of("0", "-1", "x", "9".repeat(16))) {
      assertThat(
              device.http(Call.get("/v4/attachments/form/upload?uploadLength=" + length)).status())
          .isEqualTo(400);
    }
    assertThat(
            device.http(Call.get("/v4/attachments/form/upload?uploadLength=999999999999")).status())
        .isEqualTo(413);
    assertThat(server.service().call(Call.get("/v4/attachments/form/upload")).status())
        .isEqualTo(401);
  }

  @Test
  void anObjectIsReadWholeAndInRanges() throws Exception {
    SeededContent content = new SeededContent(6, 200_000);
    String object = uploaded(content).object();
    HttpResponse<byte[]> whole = client.get(object);
    assertThat(whole.statusCode()).isEqualTo(200);
    assertThat(whole.headers().map())
        .containsEntry("content-type", List.of("application/octet-stream"))
        .containsEntry("x-content-type-options", List.of("nosniff"))
        .containsEntry("accept-ranges", List.of("bytes"))
        .containsEntry("content-length", List.of("200000"));
    assertThat(whole.headers().firstValue("Cache-Control").orElseThrow())
        .matches("public, max-age=[0-9]{1,5}, immutable");
    String tag = whole.headers().firstValue("ETag").orElseThrow();

    assertPart(content, client.get(object, "Range", "bytes=150000-"), 150_000, 199_999);
    assertPart(content, client.get(object, "Range", "bytes=0-0"), 0, 0);
    assertPart(content, client.get(object, "Range", "bytes=-1000"), 199_000, 199_999);
    assertPart(content, client.get(object, "Range", "bytes=70000-900000"), 70_000, 199_999);
    assertPart(content, client.get(object, "Range", "bytes=10-19", "If-Range", tag), 10, 19);
    for (String[] headers :
        List.of(
            new String[] {"Range", "bytes=10-19", "If-Range", "\"another\""},
            new String[] {"Range", "bytes=0-1,5-6"},
            new String[] {"Range", "lines=1-2"})) {
      HttpResponse<byte[]> all = client.get(object, headers);
      assertThat(all.statusCode()).isEqualTo(200);
      assertThat(all.body()).hasSize(200_000);
    }
    HttpResponse<byte[]> beyond = client.get(object, "Range", "bytes=200000-");
    assertThat(beyond.statusCode()).isEqualTo(416);
    assertThat(beyond.headers().firstValue("Content-Range")).contains("bytes */200000");
    assertThat(client.get(object, "If-None-Match", tag).statusCode()).isEqualTo(304);
    HttpResponse<byte[]> head = client.send("HEAD", object, Map.of());
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.headers().firstValue("Content-Length")).contains("200000");
    assertThat(head.body()).isEmpty();
  }

  private static void assertPart(
      SeededContent content, HttpResponse<byte[]> response, long first, long last)
      throws Exception {
    assertThat(response.statusCode()).isEqualTo(206);
    assertThat(response.headers().firstValue("Content-Range"))
        .contains("bytes " + first + "-" + last + "/" + content.length());
    assertThat(content.isIn(new ByteArrayInputStream(response.body()), first, last - first + 1))
        .isTrue();
  }

  @Test
  void nothingElseIsThere() throws Exception {
    for (String path :
        List.of(
            "/attachments",
            "/attachments/",
            "/attachments/" + "A".repeat(20),
            "/attachments/" + "A".repeat(20) + "/",
            "/attachments/..",
            "/attachments/%2e%2e%2f",
            "/profiles/x",
            "/groups/" + "A".repeat(22),
            "/stickers/" + "a".repeat(32),
            "/stickers/" + "a".repeat(32) + "/full/201",
            "/")) {
      HttpResponse<byte[]> response = client.get(path);
      assertThat(response.statusCode()).as(path).isIn(404, 400);
      assertThat(new String(response.body(), StandardCharsets.UTF_8)).doesNotContain("AAAA");
    }
    for (String method : List.of("PUT", "DELETE", "POST", "PATCH")) {
      assertThat(client.send(method, "/attachments/" + "A".repeat(20), Map.of()).statusCode())
          .isEqualTo(405);
    }
  }

  @Test
  void aFullDiskIsSaidAndNothingIsThere(@TempDir Path elsewhere) throws Exception {
    Path file = elsewhere.resolve("sealpost.yml");
    Files.writeString(file, "listener: {port: 0}\nmedia: {disk: {minFree: 1024GiB}}\n");
    SealpostConfig config = SealpostConfig.read(file, SealpostServer.standardLimits());
    try (TestServer full = TestServer.start(elsewhere.resolve("data"), _ -> config);
        MediaClient there = new MediaClient(full)) {
      FakeDevice someone = full.accounts().register();
      AttachmentUploadForm form =
          someone.http(Call.get("/v4/attachments/form/upload")).json(AttachmentUploadForm.class);
      HttpResponse<byte[]> begun =
          there.send("POST", there.onThisServer(form.signedUploadLocation()), form.headers());
      assertThat(begun.statusCode()).isEqualTo(507);
      assertThat(begun.headers().firstValue("Retry-After")).isPresent();
      assertThat(there.get("/attachments/" + form.key()).statusCode()).isEqualTo(404);
    }
  }

  /// A name that says who may read it is nowhere in what was answered.
  @Test
  void metadataIsBase64AsTheStandardHasIt() throws Exception {
    AttachmentUploadForm form = newForm();
    assertThat(form.cdn()).isEqualTo(3);
    assertThat(form.headers())
        .containsEntry(
            "Upload-Metadata",
            "filename "
                + Base64.getEncoder()
                    .encodeToString(form.key().getBytes(StandardCharsets.US_ASCII)));
    assertThat(URI.create(form.signedUploadLocation()).getPath()).isEqualTo("/upload/attachments");
  }
}
