package org.sealpost.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.client.testing.FakeAccounts;
import org.sealpost.client.testing.FakeDevice;
import org.sealpost.client.testing.ServerProcess;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.Service;
import org.sealpost.protocol.json.AttachmentUploadForm;
import org.sealpost.protocol.json.MediaDownloadGrant;
import org.sealpost.protocol.json.MediaUploadGrant;
import org.sealpost.protocol.json.MediaUploadRequest;
import org.sealpost.storage.tck.blobs.SeededContent;

/// A server with little memory and files that are much larger than it: nothing is held, whichever
/// door they go through. The client holds nothing either.
class MediaDistributionTest {
  private static final Path HOME = Path.of("target/sealpost").toAbsolutePath();
  private static final long SIZE = 500L << 20;
  private static final List<String> LITTLE = List.of("-Xmx96m", "-XX:MaxDirectMemorySize=32m");

  @TempDir private Path folder;

  @Test
  void fiveHundredMebibytesGoUpAndDownThroughASmallServer() throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("sealpost.yml"), "media: {attachments: {maxSize: 600MiB}}\n");
    long began = System.nanoTime();
    try (ServerProcess server =
            ServerProcess.startWith(
                LITTLE, HOME, folder.resolve("data"), "--config", config.toString());
        Service service = server.connect();
        FakeAccounts accounts = new FakeAccounts(service, server);
        HttpClient client = client(server.profile().caPem())) {
      FakeDevice device = accounts.register();
      directly(device, client);
      inPieces(device, client, server.profile().url());
      assertThat(server.log()).doesNotContain("OutOfMemory", "ERROR");
    }
    System.out.printf(
        "figure: %d MiB up and down twice, -Xmx96m, in %d s%n",
        SIZE >> 20, Duration.ofNanos(System.nanoTime() - began).toSeconds());
  }

  private static void directly(FakeDevice device, HttpClient client) throws Exception {
    SeededContent content = new SeededContent(1, SIZE);
    MediaUploadGrant grant =
        device
            .http(Call.json("POST", "/v1/media/uploads", new MediaUploadRequest(SIZE, null)))
            .json(MediaUploadGrant.class);
    HttpResponse<String> put =
        client.send(
            request("PUT", grant.url(), grant.headers(), content.stream(), SIZE),
            BodyHandlers.ofString());
    assertThat(put.statusCode()).isEqualTo(200);
    MediaDownloadGrant download =
        device.http(Call.get("/v1/media/" + grant.key())).json(MediaDownloadGrant.class);
    assertComes(client, download.url(), content);
  }

  private static void inPieces(FakeDevice device, HttpClient client, String base) throws Exception {
    SeededContent content = new SeededContent(2, SIZE);
    AttachmentUploadForm form =
        device.http(Call.get("/v4/attachments/form/upload")).json(AttachmentUploadForm.class);
    HttpResponse<String> begun =
        client.send(
            request("POST", form.signedUploadLocation(), form.headers(), null, 0),
            BodyHandlers.ofString());
    assertThat(begun.statusCode()).isEqualTo(201);
    String location = begun.headers().firstValue("Location").orElseThrow();
    InputStream breaking =
        new FilterInputStream(content.stream()) {
          private long given;

          @Override
          public int read(byte[] into, int offset, int count) throws IOException {
            if (given > SIZE / 3) {
              throw new IOException("the train is in a tunnel");
            }
            int n = super.read(into, offset, count);
            given += n;
            return n;
          }
        };
    assertThat(
            catchThrowable(() ->
                client.send(
                    request("PATCH", location, piece(form, 0), breaking, SIZE),
                    BodyHandlers.ofString())))
        .isInstanceOf(IOException.class);
    HttpResponse<String> head =
        client.send(request("HEAD", location, form.headers(), null, 0), BodyHandlers.ofString());
    long offset = Long.parseLong(head.headers().firstValue("Upload-Offset").orElseThrow());
    assertThat(offset).isBetween(SIZE / 4, SIZE / 2);
    HttpResponse<String> rest =
        client.send(
            request("PATCH", location, piece(form, offset), content.from(offset), SIZE - offset),
            BodyHandlers.ofString());
    assertThat(rest.statusCode()).isIn(204, 409);
    if (rest.statusCode() == 409) {
      // More had come than the first look could see.
      long then = Long.parseLong(rest.headers().firstValue("Upload-Offset").orElseThrow());
      assertThat(
              client
                  .send(
                      request(
                          "PATCH", location, piece(form, then), content.from(then), SIZE - then),
                      BodyHandlers.ofString())
                  .statusCode())
          .isEqualTo(204);
    }
    assertComes(client, base + "/attachments/" + form.key(), content);
  }

  private static Map<String, String> piece(AttachmentUploadForm form, long offset) {
    Map<String, String> headers = new LinkedHashMap<>(form.headers());
    headers.put("Tus-Resumable", "1.0.0");
    headers.put("Upload-Offset", Long.toString(offset));
    headers.put("Upload-Length", Long.toString(SIZE));
    headers.put("Content-Type", "application/offset+octet-stream");
    return headers;
  }

  private static HttpRequest request(
      String method,
      String address,
      Map<String, String> headers,
      @org.jspecify.annotations.Nullable InputStream body,
      long length) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address))
            .method(
                method,
                body == null
                    ? BodyPublishers.noBody()
                    : BodyPublishers.fromPublisher(
                        BodyPublishers.ofInputStream(() -> body), length));
    headers.forEach(request::header);
    return request.build();
  }

  private static void assertComes(HttpClient client, String address, SeededContent content)
      throws Exception {
    HttpResponse<InputStream> response =
        client.send(
            HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofInputStream());
    assertThat(response.statusCode()).isEqualTo(200);
    try (InputStream in = response.body()) {
      assertThat(content.isIn(in, 0, content.length())).as("the same bytes").isTrue();
    }
  }

  private static HttpClient client(String caPem) throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    trusted.setCertificateEntry(
        "ca",
        CertificateFactory.getInstance("X.509")
            .generateCertificate(
                new ByteArrayInputStream(caPem.getBytes(StandardCharsets.US_ASCII))));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(context).version(HttpClient.Version.HTTP_1_1).build();
  }
}
