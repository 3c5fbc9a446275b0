package org.sealpost.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
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
import org.sealpost.protocol.json.MediaDownloadGrant;
import org.sealpost.protocol.json.MediaUploadGrant;
import org.sealpost.protocol.json.MediaUploadRequest;
import org.sealpost.server.boot.SealpostServer;
import org.sealpost.storage.tck.blobs.SeededContent;
import org.sealpost.testing.s3.FaultProxy;
import org.sealpost.testing.s3.S3Server;

/// Both doors for media of a running server with `media.store: s3`, on a real S3Proxy that can go
/// away.
class MediaS3Test {
  /// More than one part, which has 8 MiB.
  private static final SeededContent LARGE = new SeededContent(1, (8L << 20) + 1_000_000);

  private static final SeededContent SMALL = new SeededContent(2, 100_000);

  @TempDir private static Path folder;
  private static FaultProxy store;
  private static TestServer server;
  private static FakeDevice device;
  private static MediaClient client;

  @BeforeAll
  static void start() throws Exception {
    S3Server s3 = S3Server.shared();
    s3.createBucket("media");
    store = FaultProxy.before(s3.endpoint());
    Path data = Files.createDirectory(folder.resolve("data"));
    Files.writeString(data.resolve("s3-secret"), S3Server.SECRET_ACCESS_KEY + "\n");
    Path file =
        Files.writeString(
            folder.resolve("sealpost.yml"),
            """
            media:
              store: s3
              s3:
                bucket: media
                region: %s
                endpoint: %s
                prefix: sealpost/
                pathStyle: true
                accessKeyId: %s
                secretKeyFile: s3-secret
            """
                .formatted(S3Server.REGION, store.endpoint(), S3Server.ACCESS_KEY_ID));
    server =
        TestServer.start(
            data, _ -> SealpostConfig.read(file, SealpostServer.standardLimits()).withPort(0));
    device = server.accounts().register();
    client = new MediaClient(server);
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
    store.close();
  }

  /// An upload that has begun.
  private record Upload(AttachmentUploadForm form, String location) {
    static Upload begin() throws Exception {
      AttachmentUploadForm form =
          device.http(Call.get("/v4/attachments/form/upload")).json(AttachmentUploadForm.class);
      HttpResponse<byte[]> begun =
          client.send("POST", client.onThisServer(form.signedUploadLocation()), form.headers());
      assertThat(begun.statusCode()).isEqualTo(201);
      return new Upload(
          form, client.onThisServer(begun.headers().firstValue("Location").orElseThrow()));
    }

    long offset() throws Exception {
      HttpResponse<byte[]> head = client.send("HEAD", location, form.headers());
      assertThat(head.statusCode()).isEqualTo(200);
      return Long.parseLong(head.headers().firstValue("Upload-Offset").orElseThrow());
    }

    Map<String, String> headers(long offset, SeededContent content) {
      Map<String, String> headers = new LinkedHashMap<>(form.headers());
      headers.put("Tus-Resumable", "1.0.0");
      headers.put("Upload-Offset", Long.toString(offset));
      headers.put("Upload-Length", Long.toString(content.length()));
      headers.put("Content-Type", "application/offset+octet-stream");
      return headers;
    }

    HttpResponse<byte[]> patch(long offset, SeededContent content) throws Exception {
      return client.send(
          "PATCH", location, headers(offset, content), MediaClient.bytes(content, offset));
    }

    void patchThatIsCut(SeededContent content, long after) throws Exception {
      StringBuilder head =
          new StringBuilder("PATCH " + location + " HTTP/1.1\r\nHost: localhost\r\n");
      headers(0, content)
          .forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
      head.append("Content-Length: ").append(content.length()).append("\r\n");
      Socket socket = client.begin(head.toString(), content, 0, after);
      socket.close();
    }

    String object() {
      return "/attachments/" + form.key();
    }
  }

  /// The proxy knows HTTP/1.1 alone.
  private static HttpClient onePlain() {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  private static HttpResponse<String> put(MediaUploadGrant grant, SeededContent content)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(grant.url())).PUT(MediaClient.bytes(content, 0));
    grant.headers().forEach(request::header);
    try (HttpClient plain = onePlain()) {
      return plain.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  private static MediaUploadGrant grant(SeededContent content) throws Exception {
    return device
        .http(
            Call.json(
                "POST",
                "/v1/media/uploads",
                new MediaUploadRequest(content.length(), content.sha256())))
        .json(MediaUploadGrant.class);
  }

  @Test
  void anUploadThatIsCutGoesOnWhereItWasAndIsReadWithRanges() throws Exception {
    Upload upload = Upload.begin();
    long cut = (8L << 20) + 300_000;
    upload.patchThatIsCut(LARGE, cut);
    long deadline = System.nanoTime() + FakeDevice.PATIENCE.toNanos();
    CountDownLatch never = new CountDownLatch(1);
    while (upload.offset() < 8L << 20) {
      assertThat(System.nanoTime()).as("what came is kept").isLessThan(deadline);
      boolean _ = never.await(50, TimeUnit.MILLISECONDS);
    }
    assertThat(client.get(upload.object()).statusCode()).isEqualTo(404);

    long offset = upload.offset();
    assertThat(upload.patch(offset, LARGE).statusCode()).isEqualTo(204);

    assertThat(client.has(upload.object(), LARGE)).isTrue();
    HttpResponse<byte[]> range = client.get(upload.object(), "Range", "bytes=8388600-8388620");
    assertThat(range.statusCode()).isEqualTo(206);
    assertThat(range.body()).isEqualTo(LARGE.from(8_388_600).readNBytes(21));
  }

  @Test
  void aDirectGrantIsForTheStoreItselfAndTakesItsBodyOnce() throws Exception {
    MediaUploadGrant grant = grant(SMALL);
    assertThat(grant.url()).startsWith(store.endpoint() + "/media/sealpost/attachments/");

    assertThat(put(grant, new SeededContent(3, SMALL.length())).statusCode()).isEqualTo(400);
    assertThat(client.get("/attachments/" + grant.key()).statusCode()).isEqualTo(404);
    HttpResponse<String> taken = put(grant, SMALL);
    assertThat(taken.statusCode()).as(taken.body()).isEqualTo(200);
    assertThat(put(grant, SMALL).statusCode()).isEqualTo(412);

    assertThat(client.has("/attachments/" + grant.key(), SMALL)).isTrue();
    MediaDownloadGrant download =
        device.http(Call.get("/v1/media/" + grant.key())).json(MediaDownloadGrant.class);
    try (HttpClient plain = onePlain()) {
      HttpResponse<byte[]> got =
          plain.send(
              HttpRequest.newBuilder(URI.create(download.url())).build(),
              HttpResponse.BodyHandlers.ofByteArray());
      assertThat(got.body()).isEqualTo(SMALL.stream().readAllBytes());
    }
  }

  @Test
  void aStoreThatIsAwayIsA503AndTheUploadGoesOnAfterwards() throws Exception {
    Upload there = Upload.begin();
    assertThat(there.patch(0, SMALL).statusCode()).isEqualTo(204);
    Upload upload = Upload.begin();
    try {
      store.all(FaultProxy.SLOW_DOWN);

      HttpResponse<byte[]> refused = upload.patch(0, SMALL);
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
      assertThat(client.send("HEAD", upload.location(), upload.form().headers()).statusCode())
          .isEqualTo(503);
      assertThat(client.get(there.object()).statusCode()).isEqualTo(503);
      store.plan(request ->
          request.startsWith("PUT ") ? new FaultProxy.Fault.Answer(507, "") : FaultProxy.PASS);
      assertThat(upload.patch(0, SMALL).statusCode()).isEqualTo(507);
    } finally {
      store.all(FaultProxy.PASS);
    }
    assertThat(client.get(upload.object()).statusCode()).isEqualTo(404);
    assertThat(upload.patch(upload.offset(), SMALL).statusCode()).isEqualTo(204);
    assertThat(client.has(upload.object(), SMALL)).isTrue();
    assertThat(client.has(there.object(), SMALL)).isTrue();
  }
}
