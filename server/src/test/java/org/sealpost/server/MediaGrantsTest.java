package org.sealpost.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.client.testing.FakeDevice;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.Reply;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.json.MediaDownloadGrant;
import org.sealpost.protocol.json.MediaUploadGrant;
import org.sealpost.protocol.json.MediaUploadRequest;
import org.sealpost.protocol.json.StickerPackForm;
import org.sealpost.storage.tck.blobs.SeededContent;

/// Direct grants and forms of a running server, on the store that is the default: each takes what
/// it was made for, once.
class MediaGrantsTest {
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

  private static MediaUploadGrant grant(long length, Optional<Bytes> sha256) throws Exception {
    return device
        .http(
            Call.json(
                "POST", "/v1/media/uploads", new MediaUploadRequest(length, sha256.orElse(null))))
        .json(MediaUploadGrant.class);
  }

  private static int put(String path, SeededContent content) throws Exception {
    return client.send("PUT", path, Map.of(), MediaClient.bytes(content, 0)).statusCode();
  }

  @Test
  void aDirectGrantTakesItsBodyOnce() throws Exception {
    SeededContent content = new SeededContent(7, 100_000);
    MediaUploadGrant grant = grant(100_000, Optional.of(content.sha256()));
    String path = client.onThisServer(grant.url());
    assertThat(put(path, new SeededContent(8, 100_000))).isEqualTo(400);
    assertThat(client.get("/attachments/" + grant.key()).statusCode()).isEqualTo(404);
    assertThat(put(path, new SeededContent(7, 100_001))).isEqualTo(403);
    assertThat(put(path, new SeededContent(7, 99_999))).isEqualTo(403);
    assertThat(put(path, content)).isEqualTo(200);
    assertThat(put(path, content)).isEqualTo(409);
    assertThat(client.has("/attachments/" + grant.key(), content)).isTrue();

    MediaDownloadGrant download =
        device.http(Call.get("/v1/media/" + grant.key())).json(MediaDownloadGrant.class);
    String from = client.onThisServer(download.url());
    assertThat(client.has(from, content)).isTrue();
    assertThat(client.get(from, "Range", "bytes=99000-").body()).hasSize(1_000);
    assertThat(client.get(from).headers().firstValue("Cache-Control"))
        .contains("private, no-store");
    assertThat(put(from, content)).isEqualTo(403);
    assertThat(client.get(path).statusCode()).isEqualTo(403);
    assertThat(device.http(Call.get("/v1/media/" + "A".repeat(20))).status()).isEqualTo(404);
    assertThat(server.service().call(Call.get("/v1/media/" + grant.key())).status()).isEqualTo(401);
  }

  @Test
  void aTamperedGrantIsNone() throws Exception {
    SeededContent content = new SeededContent(9, 1_000);
    MediaUploadGrant grant = grant(1_000, Optional.of(content.sha256()));
    String path = client.onThisServer(grant.url());
    String other = client.onThisServer(grant(1_000, Optional.empty()).url());
    List<String> tampered = new ArrayList<>();
    tampered.add(path.replace(grant.key(), "A".repeat(20)));
    tampered.add(path.replaceAll("expires=[0-9]+", "expires=99999999999"));
    tampered.add(path.replaceAll("expires=[0-9]+", "expires=1"));
    tampered.add(path.replaceAll("length=1000", "length=2000"));
    tampered.add(path.replaceAll("&sha256=[^&]*", ""));
    tampered.add(path.replaceAll("&signature=.*", ""));
    tampered.add(path.replaceAll("\\?.*", ""));
    tampered.add(path.replaceAll("\\?.*", other.substring(other.indexOf('?'))));
    for (String each : tampered) {
      assertThat(each).isNotEqualTo(path);
      assertThat(put(each, content)).as(each.replace(grant.key(), "key")).isEqualTo(403);
    }
    assertThat(put(path, content)).isEqualTo(200);
  }

  @Test
  void whatIsAskedForMustHaveALength() throws Exception {
    for (MediaUploadRequest request :
        List.of(
            new MediaUploadRequest(0, null),
            new MediaUploadRequest(-5, null),
            new MediaUploadRequest(5, Bytes.wrap(new byte[31])))) {
      assertThat(device.http(Call.json("POST", "/v1/media/uploads", request)).status())
          .isEqualTo(422);
    }
    assertThat(
            device
                .http(
                    Call.json("POST", "/v1/media/uploads", new MediaUploadRequest(1L << 45, null)))
                .status())
        .isEqualTo(413);
  }

  private static final String BOUNDARY = "0123-4567";

  private static byte[] multipart(StickerPackForm.Item item, byte[] file, boolean turned) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("acl", item.acl());
    fields.put("key", item.key());
    fields.put("policy", item.policy());
    fields.put("Content-Type", "application/octet-stream");
    fields.put("x-amz-algorithm", item.algorithm());
    fields.put("x-amz-credential", item.credential());
    fields.put("x-amz-date", item.date());
    fields.put("x-amz-signature", item.signature());
    List<Map.Entry<String, String>> parts = new ArrayList<>(fields.entrySet());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Map.Entry<String, String> part : turned ? parts.reversed() : parts) {
      text(
          out,
          "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n"
              .formatted(BOUNDARY, part.getKey(), part.getValue()));
    }
    text(
        out,
        String.join(
            "\r\n",
            "--" + BOUNDARY,
            "Content-Disposition: form-data; name=\"file\"; filename=\"file\"",
            "Content-Type: application/octet-stream",
            "",
            ""));
    out.writeBytes(file);
    text(out, "\r\n--" + BOUNDARY + "--\r\n");
    return out.toByteArray();
  }

  private static void text(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static int post(byte[] form) throws Exception {
    return client
        .send(
            "POST",
            "/",
            Map.of("Content-Type", "multipart/form-data; boundary=" + BOUNDARY),
            BodyPublishers.ofByteArray(form))
        .statusCode();
  }

  @Test
  void formsBringStickers() throws Exception {
    Reply reply = device.http(Call.get("/v1/sticker/pack/form/2"));
    StickerPackForm pack = reply.json(StickerPackForm.class);
    assertThat(pack.stickers()).hasSize(2).extracting(StickerPackForm.Item::id).contains(0, 1);
    byte[] manifest = new byte[5_000];
    new Random(1).nextBytes(manifest);
    byte[] sticker = new byte[300_000];
    new Random(2).nextBytes(sticker);
    StickerPackForm.Item tampered =
        new StickerPackForm.Item(
            0,
            pack.stickers().get(1).key(),
            "",
            "",
            "",
            "",
            pack.stickers().get(0).policy(),
            pack.stickers().get(0).signature());
    assertThat(post(multipart(tampered, sticker, false))).isEqualTo(403);
    assertThat(post(multipart(pack.manifest(), new byte[20_000], false))).isEqualTo(413);
    assertThat(post(multipart(pack.manifest(), manifest, true))).isEqualTo(204);
    assertThat(post(multipart(pack.stickers().get(0), sticker, false))).isEqualTo(204);
    assertThat(post(multipart(pack.stickers().get(0), manifest, false))).isEqualTo(409);
    String folder = "/stickers/" + pack.packId();
    assertThat(client.get(folder + "/manifest.proto").body()).isEqualTo(manifest);
    assertThat(client.get(folder + "/full/0").body()).isEqualTo(sticker);
    assertThat(client.get(folder + "/full/1").statusCode()).isEqualTo(404);
    assertThat(post("nothing".getBytes(StandardCharsets.US_ASCII))).isEqualTo(400);
    assertThat(
            client
                .send(
                    "POST",
                    "/",
                    Map.of("Content-Type", "multipart/form-data; boundary=" + BOUNDARY),
                    BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[9])))
                .statusCode())
        .isIn(400, 411);
    for (String count : List.of("0", "202", "x", "-1")) {
      assertThat(device.http(Call.get("/v1/sticker/pack/form/" + count)).status()).isEqualTo(400);
    }
  }
}
